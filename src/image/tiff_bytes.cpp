#include "image/tiff_bytes.h"

#include <algorithm>
#include <cstring>
#include <exception>

namespace perpixel {

namespace {

std::size_t copy_out(std::span<const std::uint8_t> bytes, std::uint64_t offset, std::span<std::uint8_t> to) {
  if (offset >= bytes.size()) return 0;
  const std::size_t count = std::min<std::size_t>(to.size(), bytes.size() - offset);
  std::memcpy(to.data(), bytes.data() + offset, count);
  return count;
}

class MemoryBytes : public TiffBytes {
 public:
  explicit MemoryBytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) override {
    return copy_out(bytes_, offset, to);
  }
  bool write(std::uint64_t, std::span<const std::uint8_t>) override { return false; }
  std::uint64_t size() const override { return bytes_.size(); }

 private:
  std::span<const std::uint8_t> bytes_;
};

class GrowingBytes : public TiffBytes {
 public:
  explicit GrowingBytes(Bytes& bytes) : bytes_(bytes) {}
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) override {
    return copy_out(bytes_, offset, to);
  }
  bool write(std::uint64_t offset, std::span<const std::uint8_t> from) override {
    const std::uint64_t end = offset + from.size();
    try {
      if (end > bytes_.size()) bytes_.resize(end);
    } catch (const std::exception&) {
      return false;
    }
    std::memcpy(bytes_.data() + offset, from.data(), from.size());
    return true;
  }
  std::uint64_t size() const override { return bytes_.size(); }

 private:
  Bytes& bytes_;
};

class FileBytes : public TiffBytes {
 public:
  explicit FileBytes(const std::filesystem::path& path) : file_(path) {}
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) override {
    return file_.read(offset, to);
  }
  bool write(std::uint64_t, std::span<const std::uint8_t>) override { return false; }
  std::uint64_t size() const override { return file_.size(); }

 private:
  ReadableFile file_;
};

class StreamBytes : public TiffBytes {
 public:
  explicit StreamBytes(std::ostream& stream) : stream_(stream) {}
  std::size_t read(std::uint64_t, std::span<std::uint8_t>) override { return 0; }
  bool write(std::uint64_t offset, std::span<const std::uint8_t> from) override {
    if (const std::uint64_t start = std::min(offset, size_); start != at_)
      stream_.seekp(static_cast<std::streamoff>(start));
    for (std::uint64_t gap = size_; gap < offset; ++gap)
      stream_.put(0);  // libtiff begins directories at even bytes
    stream_.write(reinterpret_cast<const char*>(from.data()), static_cast<std::streamsize>(from.size()));
    at_ = offset + from.size();
    size_ = std::max(size_, at_);
    return stream_.good();
  }
  std::uint64_t size() const override { return size_; }

 private:
  std::ostream& stream_;
  std::uint64_t at_ = 0, size_ = 0;
};

}  // namespace

std::unique_ptr<TiffBytes> memory_bytes(std::span<const std::uint8_t> bytes) {
  return std::make_unique<MemoryBytes>(bytes);
}
std::unique_ptr<TiffBytes> growing_bytes(Bytes& bytes) { return std::make_unique<GrowingBytes>(bytes); }
std::unique_ptr<TiffBytes> file_bytes(const std::filesystem::path& path) {
  return std::make_unique<FileBytes>(path);
}
std::unique_ptr<TiffBytes> stream_bytes(std::ostream& stream) {
  return std::make_unique<StreamBytes>(stream);
}

}  // namespace perpixel
