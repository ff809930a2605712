#include <png.h>

#include <array>
#include <bit>
#include <cstring>
#include <new>

#include "error/error.h"
#include "image/codec.h"

namespace perpixel {

namespace {

int colour_type(int channels) {
  constexpr int kTypes[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                            PNG_COLOR_TYPE_RGB_ALPHA};
  return kTypes[channels - 1];
}

/// Owns libpng's structs and the bytes written so far. `write` holds no C++ object with a destructor.
class PngWriter {
 public:
  PngWriter() {
    png_ =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, [](png_structp, png_const_charp) {});
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) {
      png_destroy_write_struct(&png_, nullptr);
      throw std::bad_alloc();
    }
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  __attribute__((noinline)) void write(const Image& image, const std::uint8_t* pixels, std::size_t row_bytes,
                                       int depth, std::span<const png_color> palette) {
    if (setjmp(png_jmpbuf(png_)) != 0)
      throw Error(ErrorCode::image_unsupported, std::string("cannot write a PNG: ") + text_);
    png_set_write_fn(png_, this, on_write, [](png_structp) {});
    png_set_user_limits(png_, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image.width()),
                 static_cast<png_uint_32>(image.height()), depth,
                 palette.empty() ? colour_type(image.channels()) : PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!palette.empty()) png_set_PLTE(png_, info_, palette.data(), static_cast<int>(palette.size()));
    png_write_info(png_, info_);
    if constexpr (std::endian::native == std::endian::little) png_set_swap(png_);
    for (int y = 0; y < image.height(); ++y)
      png_write_row(png_, pixels + static_cast<std::size_t>(y) * row_bytes);
    png_write_end(png_, info_);
  }

  Bytes take() { return std::move(bytes_); }

 private:
  static void on_error(png_structp png, png_const_charp text) {
    auto* writer = static_cast<PngWriter*>(png_get_error_ptr(png));
    std::strncpy(writer->text_, text, sizeof writer->text_ - 1);
    png_longjmp(png, 1);
  }

  static void on_write(png_structp png, png_bytep from, std::size_t size) {
    if (!static_cast<PngWriter*>(png_get_io_ptr(png))->append(from, size)) png_error(png, "out of memory");
  }

  bool append(const std::uint8_t* from, std::size_t size) {  // no exception may cross libpng
    try {
      bytes_.insert(bytes_.end(), from, from + size);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  Bytes bytes_;
  char text_[128] = "";
};

void check_palette(const Image& image, std::span<const Rgb> palette) {
  if (palette.size() > 256 || image.channels() != 1 || image.type() != SampleType::u8)
    throw Error(ErrorCode::image_unsupported,
                "an indexed PNG needs u8 samples of 1 channel and at most 256 colours; got " +
                    std::string(sample_type_name(image.type())) + ", " + std::to_string(image.channels()) +
                    " channels, " + std::to_string(palette.size()) + " colours");
  for (const std::uint8_t index : image.samples<std::uint8_t>())
    if (index >= palette.size())
      throw Error(ErrorCode::bad_value, "an indexed PNG: index " + std::to_string(index) +
                                            " has no colour among " + std::to_string(palette.size()));
}

}  // namespace

Bytes encode_png(const Image& image, std::span<const Rgb> palette) {
  if (image.type() == SampleType::f32 || image.channels() < 1 || image.channels() > 4)
    throw Error(ErrorCode::image_unsupported,
                "a PNG holds u8 or u16 samples of 1 to 4 channels, not " +
                    std::string(sample_type_name(image.type())) + " of " + std::to_string(image.channels()),
                "write a TIFF instead, or convert with to_u8");
  if (!palette.empty()) check_palette(image, palette);
  std::array<png_color, 256> colours{};
  for (std::size_t i = 0; i < palette.size(); ++i) colours[i] = {palette[i].r, palette[i].g, palette[i].b};
  const bool wide = image.type() == SampleType::u16;
  const auto* pixels = wide ? reinterpret_cast<const std::uint8_t*>(image.samples<std::uint16_t>().data())
                            : image.samples<std::uint8_t>().data();
  const std::size_t row_bytes =
      static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.channels()) * (wide ? 2 : 1);
  PngWriter writer;
  writer.write(image, pixels, row_bytes, wide ? 16 : 8, std::span(colours).first(palette.size()));
  return writer.take();
}

}  // namespace perpixel
