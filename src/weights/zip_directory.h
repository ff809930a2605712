// The directory of a zip archive, checked against the archive before anything is allocated for an entry.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace perpixel {

struct ZipEntry {
  std::string name;          // relative, without "..", as the archive has it
  std::uint64_t header = 0;  // offset of its local header
  std::uint64_t begin = 0;   // offset of its bytes
  std::uint64_t stored = 0;  // bytes in the archive
  std::uint64_t bytes = 0;   // bytes when inflated
  std::uint32_t crc = 0;     // of the inflated bytes
  bool deflated = false;
};

/// The entries by offset, folders left out. Checked: the directory ends where the end record begins; each
/// local header says what the directory says; entries neither overlap one another nor the directory; names
/// are unique and stay below their folder; deflated entries together inflate to at most 100 times the archive
/// plus 16 MiB. Throws weights_corrupt naming `file` and the entry or offset; unsupported for encryption,
/// several disks, and methods other than stored and deflated.
std::vector<ZipEntry> read_zip_directory(std::span<const std::uint8_t> archive, const std::string& file);

}  // namespace perpixel
