#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <vector>

// After <cstdio>: jpeglib.h needs FILE and size_t to be declared.
#include <jerror.h>
#include <jpeglib.h>

#include "error/error.h"
#include "image/exif.h"
#include "image/jpeg.h"
#include "image/size_limit.h"

namespace perpixel {

namespace {

/// libjpeg reports through these; `jump` leads back to JpegReader::guarded.
struct JpegErrors {
  jpeg_error_mgr base{};  // first member: libjpeg hands back a pointer to it
  std::jmp_buf jump;
  int code = 0;
  char text[JMSG_LENGTH_MAX] = "";
};

[[noreturn]] void on_error(j_common_ptr info) {
  auto* errors = reinterpret_cast<JpegErrors*>(info->err);
  errors->code = errors->base.msg_code;
  errors->base.format_message(info, errors->text);
  std::longjmp(errors->jump, 1);
}

/// Warnings that mean lost pixels. The others (unknown markers, odd version numbers, bytes between markers)
/// appear in real data sets and change nothing.
bool loses_pixels(int code) {
  return code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE;
}

void on_message(j_common_ptr info, int level) {
  if (level < 0 && loses_pixels(info->err->msg_code)) on_error(info);
}

void on_progress(j_common_ptr info) {
  // A few kilobytes can hold thousands of empty progressive scans, each as slow as a full pass over the
  // picture.
  constexpr int kMostScans = 500;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans) {
    info->err->msg_code = JERR_BAD_PROGRESSION;
    on_error(info);
  }
}

boolean on_end_of_data(j_decompress_ptr info) {
  info->err->msg_code = JWRN_JPEG_EOF;
  on_error(reinterpret_cast<j_common_ptr>(info));
}

void skip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if (static_cast<std::size_t>(count) > info->src->bytes_in_buffer) on_end_of_data(info);
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= static_cast<std::size_t>(count);
}

bool is_unsupported(int code) {
  return code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED || code == JERR_ARITH_NOTIMPL ||
         code == JERR_CONVERSION_NOTIMPL || code == JERR_FRACT_SAMPLE_NOTIMPL || code == JERR_CCIR601_NOTIMPL;
}

/// Owns the decompressor. Every libjpeg call goes through `guarded`, and what runs inside holds no C++ object
/// with a destructor, so that longjmp skips none.
class JpegReader {
 public:
  JpegReader(std::span<const std::uint8_t> bytes, const std::string& name) : name_(name) {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = on_error;
    errors_.base.emit_message = on_message;
    source_.next_input_byte = bytes.data();
    source_.bytes_in_buffer = bytes.size();
    source_.init_source = [](j_decompress_ptr) {};
    source_.fill_input_buffer = on_end_of_data;
    source_.skip_input_data = skip;
    source_.resync_to_restart = jpeg_resync_to_restart;
    source_.term_source = [](j_decompress_ptr) {};
    progress_.progress_monitor = on_progress;
    guarded([this] { open(); });
  }
  ~JpegReader() { jpeg_destroy_decompress(&info_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  int height() const { return static_cast<int>(info_.image_height); }
  int width() const { return static_cast<int>(info_.image_width); }
  int components() const { return info_.num_components; }
  bool arithmetic() const { return info_.arith_code; }

  int orientation() const {
    constexpr std::uint8_t kExif[] = {'E', 'x', 'i', 'f', 0, 0};
    for (const auto* marker = info_.marker_list; marker; marker = marker->next)
      if (marker->data_length > sizeof kExif && std::memcmp(marker->data, kExif, sizeof kExif) == 0)
        return exif_orientation({marker->data + sizeof kExif, marker->data_length - sizeof kExif});
    return 1;
  }

  /// Row by row into `pixels`, [height, width, components].
  void read(std::uint8_t* pixels) {
    guarded([this, pixels] {
      info_.out_color_space = components() == 1 ? JCS_GRAYSCALE : components() == 3 ? JCS_RGB : JCS_CMYK;
      jpeg_start_decompress(&info_);
      const std::size_t stride =
          std::size_t{info_.output_width} * static_cast<std::size_t>(info_.output_components);
      while (info_.output_scanline < info_.output_height) {
        JSAMPROW row = pixels + info_.output_scanline * stride;
        jpeg_read_scanlines(&info_, &row, 1);
      }
      jpeg_finish_decompress(&info_);
    });
  }

 private:
  void open() {
    jpeg_create_decompress(&info_);
    info_.src = &source_;
    info_.progress = &progress_;
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&info_, TRUE);
  }

  template <class Step>
  __attribute__((noinline)) void guarded(Step step) {
    if (setjmp(errors_.jump) != 0) fail();
    step();
  }

  [[noreturn]] void fail() {
    jpeg_destroy_decompress(&info_);  // twice is allowed; the destructor does not run when open() failed
    if (is_unsupported(errors_.code))
      throw Error(ErrorCode::image_unsupported, name_ + ": JPEG: " + errors_.text,
                  "save it as a baseline 8-bit JPEG");
    throw Error(ErrorCode::image_corrupt, name_ + ": JPEG: " + errors_.text,
                "the file is truncated or damaged");
  }

  const std::string& name_;
  jpeg_decompress_struct info_{};
  JpegErrors errors_;
  jpeg_source_mgr source_{};
  jpeg_progress_mgr progress_{};
};

int decoded_channels(const JpegReader& reader, const std::string& name) {
  const int components = reader.components();
  if (components != 1 && components != 3 && components != 4)
    throw Error(ErrorCode::image_unsupported,
                name + ": JPEG of " + std::to_string(components) + " components; 1, 3 and 4 are read");
  return components == 1 ? 1 : 3;
}

/// Huffman coding spends at least one bit on a block of 8 x 8 pixels: 512 pixels a byte. A file twice too
/// short for its claim is refused before the pixels are allocated.
void check_claim(const JpegReader& reader, std::size_t bytes, const std::string& name) {
  constexpr std::uint64_t kMostPixelsPerByte = 1024;
  const std::uint64_t pixels =
      static_cast<std::uint64_t>(reader.height()) * static_cast<std::uint64_t>(reader.width());
  if (!reader.arithmetic() && pixels / kMostPixelsPerByte > bytes)
    throw Error(ErrorCode::image_corrupt, name + ": JPEG: " + std::to_string(bytes) + " bytes cannot hold " +
                                              std::to_string(reader.width()) + " x " +
                                              std::to_string(reader.height()) +
                                              " pixels: the file is truncated");
}

std::uint32_t product_over_255(std::uint32_t a, std::uint32_t b) {  // round(a * b / 255) for a, b in 0..255
  const std::uint32_t product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/// Adobe stores 255 - ink: R = K' - K' * (255 - C') / 255.
Image rgb_from_inverted_cmyk(const std::vector<std::uint8_t>& cmyk, int height, int width) {
  Image rgb(height, width, 3);
  const auto out = rgb.samples<std::uint8_t>();
  for (std::size_t i = 0; i < cmyk.size() / 4; ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint32_t black = cmyk[4 * i + 3];
      out[3 * i + c] = static_cast<std::uint8_t>(black - product_over_255(255u - cmyk[4 * i + c], black));
    }
  return rgb;
}

}  // namespace

ImageHeader read_jpeg_header(std::span<const std::uint8_t> bytes, const std::string& name) {
  const JpegReader reader(bytes, name);
  ImageHeader header{ImageFormat::jpeg, reader.height(), reader.width()};
  header.channels = decoded_channels(reader, name);
  header.type = SampleType::u8;
  header.orientation = reader.orientation();
  return header;
}

StoredImage decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name,
                        const ReadOptions& options) {
  JpegReader reader(bytes, name);
  const int height = reader.height(), width = reader.width(), channels = decoded_channels(reader, name);
  check_size(static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width),
             static_cast<std::uint64_t>(channels), options.max_pixels, name);
  check_claim(reader, bytes.size(), name);
  const int orientation = reader.orientation();  // libjpeg drops the markers when it finishes
  if (reader.components() == 4) {
    std::vector<std::uint8_t> cmyk(static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * 4);
    reader.read(cmyk.data());
    return {rgb_from_inverted_cmyk(cmyk, height, width), orientation};
  }
  Image image(height, width, channels);
  reader.read(image.samples<std::uint8_t>().data());
  return {std::move(image), orientation};
}

}  // namespace perpixel
