// Where the bytes of a TIFF come from or go to.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <span>

#include "file/file.h"

namespace perpixel {

/// Random access to a file's bytes. Nothing throws: libtiff, which is C, stands between.
class TiffBytes {
 public:
  virtual ~TiffBytes() = default;
  /// Bytes from `offset` on, fewer than asked for at the end; the count that was read.
  virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) = 0;
  /// False when they cannot be written.
  virtual bool write(std::uint64_t offset, std::span<const std::uint8_t> from) = 0;
  virtual std::uint64_t size() const = 0;
};

/// Read-only memory that outlives the object.
std::unique_ptr<TiffBytes> memory_bytes(std::span<const std::uint8_t> bytes);
/// Memory that grows.
std::unique_ptr<TiffBytes> growing_bytes(Bytes& bytes);
/// A file on disk, read piece by piece. Throws as ReadableFile.
std::unique_ptr<TiffBytes> file_bytes(const std::filesystem::path& path);
/// A stream that can seek, written only: libtiff rereads nothing of a file of one page.
std::unique_ptr<TiffBytes> stream_bytes(std::ostream& stream);

}  // namespace perpixel
