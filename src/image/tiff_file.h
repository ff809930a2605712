// A TIFF in memory, opened by libtiff without a word on stderr.
#pragma once

#include <tiffio.h>

#include <cstdarg>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "file/file.h"

namespace perpixel {

/// Owns libtiff's handle and the memory file beneath it. Reading leaves `bytes` where they are; writing
/// collects them.
class TiffFile {
 public:
  /// For reading. Throws image_corrupt when libtiff finds no first page.
  TiffFile(std::span<const std::uint8_t> bytes, const std::string& name);
  /// For writing.
  TiffFile();
  ~TiffFile();
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  TIFF* handle() const { return tiff_; }
  /// libtiff's first complaint since the file was opened, or "".
  const std::string& complaint() const { return complaint_; }
  /// Throws image_corrupt with libtiff's complaint.
  [[noreturn]] void fail(const std::string& fallback) const;

  /// Finishes a written file.
  Bytes close();

  template <class T>
  T field(std::uint32_t tag, T fallback) const {
    T value = fallback;
    return TIFFGetFieldDefaulted(tiff_, tag, &value) ? value : fallback;
  }

 private:
  void open(const char* mode);
  static int on_error(TIFF*, void* self, const char* module, const char* format, std::va_list values);
  static int on_warning(TIFF*, void* self, const char* module, const char* format, std::va_list values);
  static tmsize_t read(thandle_t self, void* to, tmsize_t size);
  static tmsize_t write(thandle_t self, void* from, tmsize_t size);
  static toff_t seek(thandle_t self, toff_t offset, int whence);
  static toff_t size(thandle_t self);
  std::size_t length() const { return writing_ ? written_.size() : bytes_.size(); }

  std::span<const std::uint8_t> bytes_;
  Bytes written_;
  bool writing_ = false;
  std::uint64_t position_ = 0;
  std::string name_, complaint_;
  TIFF* tiff_ = nullptr;
};

}  // namespace perpixel
