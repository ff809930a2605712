#include <png.h>

#include <bit>
#include <cstring>
#include <limits>
#include <vector>

#include "error/error.h"
#include "image/exif.h"
#include "image/png.h"
#include "image/size_limit.h"

namespace perpixel {

namespace {

/// What IHDR and the ancillary chunks say, read by hand: sizes are refused before libpng allocates anything,
/// and eXIf is found before and after the pixels alike.
struct PngChunks {
  std::uint32_t width = 0, height = 0;
  int bit_depth = 0, colour_type = 0, orientation = 1;
  bool transparency = false;
};

std::uint32_t big_endian(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}

PngChunks walk_chunks(std::span<const std::uint8_t> bytes, const std::string& name) {
  constexpr std::size_t kSignature = 8, kHeaderEnd = 33, kChunkFrame = 12;
  if (bytes.size() < kHeaderEnd || std::memcmp(bytes.data() + 12, "IHDR", 4) != 0)
    throw Error(ErrorCode::image_corrupt, name + ": PNG: the header is cut short");
  PngChunks chunks{big_endian(&bytes[16]), big_endian(&bytes[20]), bytes[24], bytes[25]};
  for (std::size_t at = kSignature; at + kChunkFrame <= bytes.size();) {
    const std::size_t size = big_endian(&bytes[at]);
    const std::uint8_t* type = &bytes[at + 4];
    if (size > bytes.size() - at - kChunkFrame) break;  // libpng will say that the file is truncated
    if (std::memcmp(type, "tRNS", 4) == 0) chunks.transparency = true;
    if (std::memcmp(type, "eXIf", 4) == 0) chunks.orientation = exif_orientation(bytes.subspan(at + 8, size));
    at += size + kChunkFrame;
  }
  return chunks;
}

int decoded_channels(const PngChunks& chunks, const ReadOptions& options) {
  switch (chunks.colour_type) {
    case PNG_COLOR_TYPE_GRAY:
      return chunks.transparency ? 2 : 1;
    case PNG_COLOR_TYPE_GRAY_ALPHA:
      return 2;
    case PNG_COLOR_TYPE_PALETTE:
      return options.keep_palette_indices ? 1 : chunks.transparency ? 4 : 3;
    case PNG_COLOR_TYPE_RGB_ALPHA:
      return 4;
    default:
      return chunks.transparency ? 4 : 3;
  }
}

/// Deflate expands at most 1032 : 1 (zlib's technical notes), and every row takes at least one byte and its
/// filter byte; a file too short for its claim is refused before the pixels are allocated.
void check_claim(const PngChunks& chunks, std::size_t bytes, const std::string& name) {
  constexpr std::uint64_t kMostExpansion = 1032;
  const std::uint64_t row_bits = std::uint64_t{chunks.width} * static_cast<std::uint64_t>(chunks.bit_depth);
  if (chunks.height * (row_bits / 8) / kMostExpansion > bytes)
    throw Error(ErrorCode::image_corrupt, name + ": PNG: " + std::to_string(bytes) + " bytes cannot hold " +
                                              std::to_string(chunks.width) + " x " +
                                              std::to_string(chunks.height) +
                                              " pixels: the file is truncated");
}

/// Owns libpng's structs. libpng's calls run inside `guarded`, which holds no C++ object with a destructor.
class PngReader {
 public:
  PngReader(std::span<const std::uint8_t> bytes, const std::string& name) : bytes_(bytes), name_(name) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, [](png_structp, png_const_charp) {});
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  void open(const ReadOptions& options) {
    guarded([&] { read_info(options); });
  }
  int height() const { return static_cast<int>(png_get_image_height(png_, info_)); }
  int width() const { return static_cast<int>(png_get_image_width(png_, info_)); }
  int channels() const { return png_get_channels(png_, info_); }
  bool wide() const { return png_get_bit_depth(png_, info_) == 16; }
  std::size_t row_bytes() const { return png_get_rowbytes(png_, info_); }

  void read(std::span<png_bytep> rows) {
    guarded([&] {
      png_read_image(png_, rows.data());
      png_read_end(png_, nullptr);
    });
  }

 private:
  static void on_error(png_structp png, png_const_charp text) {
    auto* reader = static_cast<PngReader*>(png_get_error_ptr(png));
    std::strncpy(reader->text_, text, sizeof reader->text_ - 1);
    png_longjmp(png, 1);
  }

  static void on_read(png_structp png, png_bytep to, std::size_t size) {
    auto* reader = static_cast<PngReader*>(png_get_io_ptr(png));
    if (size > reader->bytes_.size() - reader->position_) png_error(png, "the file ends too early");
    std::memcpy(to, reader->bytes_.data() + reader->position_, size);
    reader->position_ += size;
  }

  void read_info(const ReadOptions& options) {
    png_set_read_fn(png_, this, on_read);
    png_set_user_limits(png_, std::numeric_limits<int>::max(), std::numeric_limits<int>::max());
    skip_ancillary_chunks();
    // Every chunk's CRC-32 is checked; Adler-32 over the unpacked pixels would be a second check of them.
    png_set_option(png_, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
    png_read_info(png_, info_);
    const bool indices =
        png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE && options.keep_palette_indices;
    if (indices)
      png_set_packing(png_);
    else
      png_set_expand(png_);
    if constexpr (std::endian::native == std::endian::little) png_set_swap(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
  }

  /// Texts, profiles and suggested palettes do not change the samples; unread, they cannot hurt either.
  void skip_ancillary_chunks() {
    static constexpr png_byte kSkipped[] =
        "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME"
        "\0zTXt";
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kSkipped, sizeof kSkipped / 5);
  }

  template <class Step>
  __attribute__((noinline)) void guarded(Step step) {
    if (setjmp(png_jmpbuf(png_)) != 0)
      throw Error(ErrorCode::image_corrupt, name_ + ": PNG: " + text_, "the file is truncated or damaged");
    step();
  }

  std::span<const std::uint8_t> bytes_;
  const std::string& name_;
  std::size_t position_ = 0;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  char text_[128] = "";
};

}  // namespace

ImageHeader read_png_header(std::span<const std::uint8_t> bytes, const std::string& name) {
  const PngChunks chunks = walk_chunks(bytes, name);
  check_size(chunks.height, chunks.width, 1, std::numeric_limits<int>::max(), name);
  PngReader(bytes, name).open({});
  ImageHeader header{ImageFormat::png, static_cast<int>(chunks.height), static_cast<int>(chunks.width)};
  header.channels = decoded_channels(chunks, {});
  header.type = chunks.bit_depth == 16 ? SampleType::u16 : SampleType::u8;
  header.orientation = chunks.orientation;
  header.has_palette = chunks.colour_type == PNG_COLOR_TYPE_PALETTE;
  return header;
}

StoredImage decode_png(std::span<const std::uint8_t> bytes, const std::string& name,
                       const ReadOptions& options) {
  const PngChunks chunks = walk_chunks(bytes, name);
  check_size(chunks.height, chunks.width, static_cast<std::uint64_t>(decoded_channels(chunks, options)),
             options.max_pixels, name);
  PngReader reader(bytes, name);
  reader.open(options);
  check_claim(chunks, bytes.size(), name);
  Image image(reader.height(), reader.width(), reader.channels(),
              reader.wide() ? SampleType::u16 : SampleType::u8);
  auto* pixels = reader.wide() ? reinterpret_cast<png_bytep>(image.samples<std::uint16_t>().data())
                               : image.samples<std::uint8_t>().data();
  std::vector<png_bytep> rows(static_cast<std::size_t>(image.height()));
  for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = pixels + y * reader.row_bytes();
  reader.read(rows);
  return {std::move(image), chunks.orientation};
}

}  // namespace perpixel
