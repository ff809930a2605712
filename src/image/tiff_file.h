// A TIFF opened by libtiff without a word on stderr.
#pragma once

#include <tiffio.h>

#include <cstdarg>
#include <cstdint>
#include <memory>
#include <string>

#include "image/tiff_bytes.h"

namespace perpixel {

enum class TiffMode { read, write, write_big };  // big: 64-bit offsets, for files beyond 4 GiB

/// Owns libtiff's handle and what gives or takes its bytes.
class TiffFile {
 public:
  /// `name` stands for the bytes in messages. Throws image_corrupt when libtiff finds no first page to read.
  TiffFile(std::unique_ptr<TiffBytes> bytes, TiffMode mode, const std::string& name);
  ~TiffFile();
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  TIFF* handle() const { return tiff_; }
  /// libtiff's first complaint since the file was opened, or "".
  const std::string& complaint() const { return complaint_; }
  /// Throws image_corrupt with libtiff's complaint.
  [[noreturn]] void fail(const std::string& fallback) const;

  /// Finishes a written file. Throws image_corrupt when something of it could not be written.
  void close();

  template <class T>
  T field(std::uint32_t tag, T fallback) const {
    T value = fallback;
    return TIFFGetFieldDefaulted(tiff_, tag, &value) ? value : fallback;
  }

 private:
  static int on_error(TIFF*, void* self, const char* module, const char* format, std::va_list values);
  static int on_warning(TIFF*, void* self, const char* module, const char* format, std::va_list values);
  static tmsize_t read(thandle_t self, void* to, tmsize_t size);
  static tmsize_t write(thandle_t self, void* from, tmsize_t size);
  static toff_t seek(thandle_t self, toff_t offset, int whence);
  static toff_t size(thandle_t self);

  std::unique_ptr<TiffBytes> bytes_;
  std::uint64_t position_ = 0;
  std::string name_, complaint_;
  TIFF* tiff_ = nullptr;
};

}  // namespace perpixel
