#include "image/tiff_structure.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace perpixel {

namespace {

constexpr std::uint16_t kStripOffsets = 273, kStripByteCounts = 279, kTileOffsets = 324,
                        kTileByteCounts = 325;

int size_of_type(std::uint16_t type) {  // TIFF 6.0, section 2, and the BigTIFF types 16..18; 0 = unknown
  constexpr int kSizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < std::size(kSizes) ? kSizes[type] : 0;
}

std::string out_of_file(const std::string& what, std::uint64_t end, std::size_t size) {
  return what + " ends at byte " + std::to_string(end) + " of " + std::to_string(size);
}

/// The data blocks (strips or tiles) that leave the file.
std::string missing_blocks(const TiffStructure& tiff, const TiffEntry& offsets, const TiffEntry& counts,
                           std::size_t size) {
  for (std::uint64_t i = 0; i < std::min(offsets.count, counts.count); ++i) {
    const auto offset = tiff.integer(offsets, i), count = tiff.integer(counts, i);
    if (offset && count && !tiff.contains(*offset, *count))
      return out_of_file("data block " + std::to_string(i), *offset + *count, size);
  }
  return {};
}

struct DirectoryCheck {
  std::string missing;
  std::optional<TiffEntry> offsets, counts;

  void visit(const TiffStructure& tiff, const TiffEntry& entry, std::size_t size) {
    if (missing.empty() && !tiff.contains(entry.offset, entry.bytes))
      missing = out_of_file("tag " + std::to_string(entry.tag), entry.offset + entry.bytes, size);
    if (entry.tag == kStripOffsets || entry.tag == kTileOffsets) offsets = entry;
    if (entry.tag == kStripByteCounts || entry.tag == kTileByteCounts) counts = entry;
  }
};

}  // namespace

std::optional<TiffStructure> TiffStructure::parse(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 8) return std::nullopt;
  TiffStructure tiff;
  tiff.bytes_ = bytes;
  if (bytes[0] != bytes[1] || (bytes[0] != 'I' && bytes[0] != 'M')) return std::nullopt;
  tiff.big_endian_ = bytes[0] == 'M';
  const auto magic = tiff.read(2, 2);
  if (magic != 42u && magic != 43u) return std::nullopt;
  tiff.big_ = magic == 43u;
  const auto first = tiff.big_ ? tiff.read(8, 8) : tiff.read(4, 4);
  if (!first) return std::nullopt;
  tiff.first_directory_ = *first;
  return tiff;
}

bool TiffStructure::contains(std::uint64_t offset, std::uint64_t size) const {
  return offset <= bytes_.size() && size <= bytes_.size() - offset;
}

std::optional<std::uint64_t> TiffStructure::read(std::uint64_t offset, int size) const {
  if (!contains(offset, static_cast<std::uint64_t>(size))) return std::nullopt;
  std::uint64_t value = 0;
  for (int i = 0; i < size; ++i)
    value = value << 8 | bytes_[offset + static_cast<std::uint64_t>(big_endian_ ? i : size - 1 - i)];
  return value;
}

std::optional<std::uint64_t> TiffStructure::directory(
    std::uint64_t offset, const std::function<void(const TiffEntry&)>& visit) const {
  const std::uint64_t count_size = big_ ? 8 : 2, entry_size = big_ ? 20 : 12, value_size = big_ ? 8 : 4;
  const auto count = read(offset, static_cast<int>(count_size));
  if (!count) return std::nullopt;
  for (std::uint64_t i = 0, at = offset + count_size; i < *count; ++i, at += entry_size) {
    if (!contains(at, entry_size)) return std::nullopt;
    TiffEntry entry;
    entry.tag = static_cast<std::uint16_t>(*read(at, 2));
    entry.type = static_cast<std::uint16_t>(*read(at + 2, 2));
    entry.count = *read(at + 4, static_cast<int>(value_size));
    if (__builtin_mul_overflow(entry.count, static_cast<std::uint64_t>(size_of_type(entry.type)),
                               &entry.bytes))
      entry.bytes = std::numeric_limits<std::uint64_t>::max();
    entry.offset = at + 4 + value_size;
    if (entry.bytes > value_size) entry.offset = *read(entry.offset, static_cast<int>(value_size));
    visit(entry);
  }
  return read(offset + count_size + *count * entry_size, static_cast<int>(value_size));
}

std::optional<std::uint64_t> TiffStructure::integer(const TiffEntry& entry, std::uint64_t index) const {
  const bool known =
      entry.type == 1 || entry.type == 3 || entry.type == 4 || entry.type == 13 || entry.type == 16;
  if (!known || index >= entry.count || !contains(entry.offset, entry.bytes)) return std::nullopt;
  const int size = size_of_type(entry.type);
  return read(entry.offset + index * static_cast<std::uint64_t>(size), size);
}

std::string missing_from_tiff(std::span<const std::uint8_t> bytes, int pages) {
  const auto tiff = TiffStructure::parse(bytes);
  if (!tiff) return "the TIFF header is cut short";
  std::uint64_t offset = tiff->first_directory();
  for (int page = 0; page < pages && offset != 0; ++page) {
    DirectoryCheck check;
    const auto next =
        tiff->directory(offset, [&](const TiffEntry& e) { check.visit(*tiff, e, bytes.size()); });
    if (!next)
      return "directory " + std::to_string(page) + " leaves the file of " + std::to_string(bytes.size()) +
             " bytes";
    if (!check.missing.empty()) return check.missing;
    if (check.offsets && check.counts) {
      if (std::string missing = missing_blocks(*tiff, *check.offsets, *check.counts, bytes.size());
          !missing.empty())
        return missing;
    }
    offset = *next;
  }
  return offset == 0 || tiff->contains(offset, 2) ? std::string()
                                                  : out_of_file("the next page", offset, bytes.size());
}

}  // namespace perpixel
