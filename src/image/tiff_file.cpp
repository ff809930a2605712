#include "image/tiff_file.h"

#include <cstdio>
#include <cstring>
#include <new>
#include <utility>

#include "error/error.h"

namespace perpixel {

TiffFile::TiffFile(std::unique_ptr<TiffBytes> bytes, TiffMode mode, const std::string& name)
    : bytes_(std::move(bytes)), name_(name) {
  constexpr const char* kModes[] = {"rm", "w", "w8"};  // m: no mapping, every read passes through `read`
  // libtiff allocates what the file claims; one block can never exceed what a picture of the default limit
  // needs.
  constexpr tmsize_t kMostPerBlock = tmsize_t{1} << 32;
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                 TIFFOpenOptionsFree);
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_warning, this);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostPerBlock);
  tiff_ = TIFFClientOpenExt(
      name_.c_str(), kModes[static_cast<int>(mode)], this, read, write, seek, [](thandle_t) { return 0; },
      size, nullptr, nullptr, options.get());
  if (!tiff_) fail("no TIFF page is found");
}

TiffFile::~TiffFile() {
  if (tiff_) TIFFClose(tiff_);
}

void TiffFile::fail(const std::string& fallback) const {
  throw Error(ErrorCode::image_corrupt, name_ + ": TIFF: " + (complaint_.empty() ? fallback : complaint_),
              "the file is truncated or damaged");
}

void TiffFile::close() {
  const bool flushed = TIFFFlush(tiff_) == 1;
  TIFFClose(std::exchange(tiff_, nullptr));
  if (!flushed || !complaint_.empty()) fail("cannot be written");
}

int TiffFile::on_error(TIFF*, void* self, const char*, const char* format, std::va_list values) {
  std::string& complaint = static_cast<TiffFile*>(self)->complaint_;
  char text[256];
  std::vsnprintf(text, sizeof text, format, values);
  if (complaint.empty()) complaint = text;
  return 1;  // handled: the global handler, which prints, is not called
}

int TiffFile::on_warning(TIFF* tiff, void* self, const char* module, const char* format,
                         std::va_list values) {
  // A JPEG strip that ends too early is only a warning to libtiff, but its pixels are lost.
  if (std::strstr(format, "premature end")) return on_error(tiff, self, module, format, values);
  return 1;
}

tmsize_t TiffFile::read(thandle_t self, void* to, tmsize_t size) {
  auto& file = *static_cast<TiffFile*>(self);
  if (size <= 0) return 0;
  const std::size_t count =
      file.bytes_->read(file.position_, {static_cast<std::uint8_t*>(to), static_cast<std::size_t>(size)});
  file.position_ += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t TiffFile::write(thandle_t self, void* from, tmsize_t size) {
  auto& file = *static_cast<TiffFile*>(self);
  if (size <= 0 || !file.bytes_->write(file.position_, {static_cast<const std::uint8_t*>(from),
                                                        static_cast<std::size_t>(size)}))
    return 0;
  file.position_ += static_cast<std::uint64_t>(size);
  return size;
}

toff_t TiffFile::seek(thandle_t self, toff_t offset, int whence) {
  auto& file = *static_cast<TiffFile*>(self);
  if (whence == SEEK_CUR) offset += file.position_;
  if (whence == SEEK_END) offset += file.bytes_->size();
  return file.position_ = offset;
}

toff_t TiffFile::size(thandle_t self) { return static_cast<TiffFile*>(self)->bytes_->size(); }

}  // namespace perpixel
