#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// After <cstdio>: jpeglib.h needs FILE and size_t to be declared.
#include <jpeglib.h>

#include "error/error.h"
#include "image/codec.h"

namespace perpixel {

namespace {

struct JpegErrors {
  jpeg_error_mgr base{};  // first member: libjpeg hands back a pointer to it
  std::jmp_buf jump;
  char text[JMSG_LENGTH_MAX] = "";
};

[[noreturn]] void on_error(j_common_ptr info) {
  auto* errors = reinterpret_cast<JpegErrors*>(info->err);
  errors->base.format_message(info, errors->text);
  std::longjmp(errors->jump, 1);
}

/// Owns the compressor and its output. `write` holds no C++ object with a destructor, so longjmp skips none.
class JpegWriter {
 public:
  JpegWriter() {
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = on_error;
    errors_.base.emit_message = [](j_common_ptr, int) {};
  }
  ~JpegWriter() {
    jpeg_destroy_compress(&info_);
    std::free(data_);
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  Bytes encode(const Image& image, int quality) {
    write(image.samples<std::uint8_t>().data(), image.height(), image.width(), image.channels(), quality);
    return {data_, data_ + size_};
  }

 private:
  __attribute__((noinline)) void write(const std::uint8_t* pixels, int height, int width, int channels,
                                       int quality) {
    if (setjmp(errors_.jump) != 0)
      throw Error(ErrorCode::image_unsupported, std::string("cannot write a JPEG: ") + errors_.text);
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &data_, &size_);
    info_.image_height = static_cast<JDIMENSION>(height);
    info_.image_width = static_cast<JDIMENSION>(width);
    info_.input_components = channels;
    info_.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    if (quality >= 90) info_.comp_info[0].h_samp_factor = info_.comp_info[0].v_samp_factor = 1;  // 4:4:4
    jpeg_start_compress(&info_, TRUE);
    const std::size_t stride = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    while (info_.next_scanline < info_.image_height) {
      JSAMPROW row = const_cast<std::uint8_t*>(pixels) + info_.next_scanline * stride;
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
  }

  jpeg_compress_struct info_{};
  JpegErrors errors_;
  unsigned char* data_ = nullptr;
  unsigned long size_ = 0;
};

}  // namespace

Bytes encode_jpeg(const Image& image, int quality) {
  if (image.type() != SampleType::u8 || (image.channels() != 1 && image.channels() != 3))
    throw Error(ErrorCode::image_unsupported,
                "a JPEG holds u8 samples of 1 or 3 channels, not " +
                    std::string(sample_type_name(image.type())) + " of " + std::to_string(image.channels()),
                "write a PNG or TIFF instead, or convert with to_u8 and with_channels");
  if (quality < 1 || quality > 100)
    throw Error(ErrorCode::bad_value, "JPEG quality " + std::to_string(quality) + " must be in [1, 100]");
  return JpegWriter().encode(image, quality);
}

}  // namespace perpixel
