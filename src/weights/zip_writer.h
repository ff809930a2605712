// Zip archives of stored entries, aligned so that readers can map them.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace perpixel {

/// Entries are stored one after the other, each beginning on a multiple of 64 bytes (as PyTorch does, so that
/// its mmap and ours can share them); dates are fixed, so equal input gives equal bytes. zip64 where a size
/// or an offset needs it.
class ZipWriter {
 public:
  /// The stream begins at the archive's first byte and outlives the writer.
  explicit ZipWriter(std::ostream& out) : out_(out) {}

  /// Pieces are written one behind the other: a header and its elements need not lie together.
  void add(const std::string& name, const std::vector<std::string_view>& pieces);

  /// Writes the directory; nothing may be added afterwards.
  void finish();

 private:
  struct Row {
    std::string name;
    std::uint64_t bytes = 0, offset = 0;
    std::uint32_t crc = 0;
  };
  void write(std::string_view bytes);

  std::ostream& out_;
  std::uint64_t position_ = 0;
  std::vector<Row> rows_;
};

}  // namespace perpixel
