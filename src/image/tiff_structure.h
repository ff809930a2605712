// The bones of a TIFF file (also EXIF's): byte order, directories, entries. Reads only inside its bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace perpixel {

struct TiffEntry {
  std::uint16_t tag = 0, type = 0;
  std::uint64_t count = 0;
  std::uint64_t offset = 0;  // where the values lie in the file
  std::uint64_t bytes = 0;   // count * size of the type; saturates
};

/// Classic (42) and big (43) TIFF in either byte order.
class TiffStructure {
 public:
  /// nullopt when the first bytes are not a TIFF header.
  static std::optional<TiffStructure> parse(std::span<const std::uint8_t> bytes);

  std::uint64_t first_directory() const { return first_directory_; }
  /// Visits the entries of the directory at `offset`; returns the next directory's offset (0 = last), or
  /// nullopt when the directory itself leaves the file (entries before the end are visited all the same).
  std::optional<std::uint64_t> directory(std::uint64_t offset,
                                         const std::function<void(const TiffEntry&)>& visit) const;
  bool contains(std::uint64_t offset, std::uint64_t size) const;
  /// Value `index` of a BYTE, SHORT, LONG or LONG8 entry; nullopt when outside the file or of another type.
  std::optional<std::uint64_t> integer(const TiffEntry& entry, std::uint64_t index = 0) const;

 private:
  std::optional<std::uint64_t> read(std::uint64_t offset, int size) const;

  std::span<const std::uint8_t> bytes_;
  bool big_endian_ = false, big_ = false;
  std::uint64_t first_directory_ = 0;
};

/// What is missing from the first `pages` directories of a TIFF that was cut short ("the values of tag 273
/// end at byte 900 of 700"), or "" when all directories, tag values, strips and tiles lie inside the file.
/// libtiff forgives a lost ancillary tag and a lost link to the next page; we do not, since they prove that
/// the file is truncated.
std::string missing_from_tiff(std::span<const std::uint8_t> bytes, int pages);

}  // namespace perpixel
