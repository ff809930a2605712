#include "weights/zip_directory.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "error/error.h"
#include "weights/little_endian.h"
#include "weights/zip_format.h"

namespace perpixel {

namespace {

using Archive = std::span<const std::uint8_t>;

constexpr std::size_t kMostNameBytes = 1024;
constexpr std::uint64_t kInflationFactor = 100, kInflationSlack = std::uint64_t{16} << 20;

[[noreturn]] void corrupt(const std::string& file, const std::string& what) {
  throw Error(ErrorCode::weights_corrupt, file + ": " + what,
              "the file is cut off or damaged: copy or download it again");
}

[[noreturn]] void unsupported(const std::string& file, const std::string& what) {
  throw Error(ErrorCode::unsupported, file + ": " + what, "unpack the archive and pack it again");
}

template <class T>
T number_at(Archive archive, std::uint64_t offset) {
  return little_endian<T>(archive.data() + offset);
}

bool fits(Archive archive, std::uint64_t begin, std::uint64_t count) {
  return begin <= archive.size() && count <= archive.size() - begin;
}

bool has_signature(Archive archive, std::uint64_t offset, std::uint32_t signature) {
  return fits(archive, offset, 4) && number_at<std::uint32_t>(archive, offset) == signature;
}

/// What the end of the archive says of the directory.
struct Directory {
  std::uint64_t entries = 0, bytes = 0, begin = 0;
  std::uint64_t end = 0;  // where the records behind it begin
};

/// The end record is the last thing in the file but for a comment of up to 64 KiB, whose length it states.
std::uint64_t find_end_record(Archive archive, const std::string& file) {
  using namespace zip;
  const std::uint64_t lowest =
      archive.size() > kEndBytes + 0xFFFF ? archive.size() - kEndBytes - 0xFFFF : std::uint64_t{0};
  for (std::uint64_t at = archive.size() < kEndBytes ? 0 : archive.size() - kEndBytes + 1; at-- > lowest;)
    if (has_signature(archive, at, kEndSignature) &&
        at + kEndBytes + number_at<std::uint16_t>(archive, at + 20) == archive.size())
      return at;
  corrupt(file, "a zip archive without its directory at the end");
}

/// The zip64 end record, where there is a locator of one before the end record.
std::optional<Directory> zip64_directory(Archive archive, std::uint64_t end, const std::string& file) {
  using namespace zip;
  if (end < kEnd64LocatorBytes || !has_signature(archive, end - kEnd64LocatorBytes, kEnd64LocatorSignature))
    return {};
  const std::uint64_t locator = end - kEnd64LocatorBytes;
  const auto at = number_at<std::uint64_t>(archive, locator + 8);
  if (!fits(archive, at, kEnd64Bytes) || at + kEnd64Bytes > locator ||
      !has_signature(archive, at, kEnd64Signature) ||
      number_at<std::uint64_t>(archive, at + 4) != locator - at - 12)
    corrupt(file, "no zip64 end record at byte " + std::to_string(at));
  if (number_at<std::uint32_t>(archive, locator + 4) != 0 ||
      number_at<std::uint32_t>(archive, at + 16) != 0 || number_at<std::uint32_t>(archive, at + 20) != 0 ||
      number_at<std::uint64_t>(archive, at + 24) != number_at<std::uint64_t>(archive, at + 32))
    unsupported(file, "a zip archive in several parts");
  return Directory{.entries = number_at<std::uint64_t>(archive, at + 32),
                   .bytes = number_at<std::uint64_t>(archive, at + 40),
                   .begin = number_at<std::uint64_t>(archive, at + 48),
                   .end = at};
}

Directory find_directory(Archive archive, const std::string& file) {
  const std::uint64_t at = find_end_record(archive, file);
  Directory directory{.entries = number_at<std::uint16_t>(archive, at + 10),
                      .bytes = number_at<std::uint32_t>(archive, at + 12),
                      .begin = number_at<std::uint32_t>(archive, at + 16),
                      .end = at};
  if (const auto wide = zip64_directory(archive, at, file)) {
    const auto agrees = [](std::uint64_t narrow, std::uint64_t saturated, std::uint64_t whole) {
      return narrow == saturated || narrow == whole;
    };
    if (!agrees(directory.entries, zip::kInZip64Short, wide->entries) ||
        !agrees(directory.bytes, zip::kInZip64, wide->bytes) ||
        !agrees(directory.begin, zip::kInZip64, wide->begin))
      corrupt(file, "its two end records disagree");
    directory = *wide;
  } else if (number_at<std::uint16_t>(archive, at + 4) != 0 ||
             number_at<std::uint16_t>(archive, at + 6) != 0 ||
             number_at<std::uint16_t>(archive, at + 8) != directory.entries) {
    unsupported(file, "a zip archive in several parts");
  }
  if (!fits(archive, directory.begin, directory.bytes) || directory.begin + directory.bytes != directory.end)
    corrupt(file, "a directory of " + std::to_string(directory.bytes) + " bytes at byte " +
                      std::to_string(directory.begin) + ", but it should end at byte " +
                      std::to_string(directory.end));
  if (directory.entries > directory.bytes / zip::kCentralBytes)
    corrupt(file, std::to_string(directory.entries) + " entries in a directory of " +
                      std::to_string(directory.bytes) + " bytes");
  return directory;
}

bool stays_below_folder(std::string_view name) {
  if (name.empty() || name.size() > kMostNameBytes || name[0] == '/' ||
      name.find_first_of(std::string_view("\0\\:", 3)) != name.npos)
    return false;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    if (name.substr(begin, end - begin) == "..") return false;
    begin = end + 1;
  }
  return true;
}

/// Fields that both headers of an entry have.
struct Header {
  std::uint16_t flags = 0, method = 0;
  std::uint32_t crc = 0;
  std::uint64_t stored = 0, bytes = 0, offset = 0;
  std::string_view name;
  std::uint64_t end = 0;  // offset behind the header
};

/// Replaces the numbers that stand in the zip64 field, in its fixed order: bytes, stored, offset.
void read_zip64_field(Archive extra, Header& header, const std::string& file) {
  while (extra.size() >= 4) {
    const auto id = number_at<std::uint16_t>(extra, 0);
    const std::size_t count = number_at<std::uint16_t>(extra, 2);
    if (count > extra.size() - 4) break;
    if (id == zip::kZip64Extra) {
      std::uint64_t at = 4;
      for (std::uint64_t* number : {&header.bytes, &header.stored, &header.offset}) {
        if (*number != zip::kInZip64) continue;
        if (at + 8 > 4 + count) corrupt(file, "\"" + shortened(header.name) + "\" has a short zip64 field");
        *number = number_at<std::uint64_t>(extra, at);
        at += 8;
      }
      return;
    }
    extra = extra.subspan(4 + count);
  }
}

/// `at` + fixed bytes, then name and extra field; their lengths stand at `lengths`.
void read_name(Archive archive, std::uint64_t at, std::size_t fixed, std::size_t lengths, std::uint64_t limit,
               Header& header, const std::string& file) {
  const std::uint64_t name = number_at<std::uint16_t>(archive, at + lengths);
  const std::uint64_t extra = number_at<std::uint16_t>(archive, at + lengths + 2);
  header.end = at + fixed + name + extra;
  if (header.end > limit) corrupt(file, "the zip header at byte " + std::to_string(at) + " is cut off");
  header.name = {reinterpret_cast<const char*>(archive.data()) + at + fixed, static_cast<std::size_t>(name)};
  read_zip64_field(
      archive.subspan(static_cast<std::size_t>(at + fixed + name), static_cast<std::size_t>(extra)), header,
      file);
}

Header read_central(Archive archive, std::uint64_t at, std::uint64_t limit, const std::string& file) {
  if (limit - at < zip::kCentralBytes || !has_signature(archive, at, zip::kCentralSignature))
    corrupt(file, "no directory row at byte " + std::to_string(at));
  Header header{.flags = number_at<std::uint16_t>(archive, at + 8),
                .method = number_at<std::uint16_t>(archive, at + 10),
                .crc = number_at<std::uint32_t>(archive, at + 16),
                .stored = number_at<std::uint32_t>(archive, at + 20),
                .bytes = number_at<std::uint32_t>(archive, at + 24),
                .offset = number_at<std::uint32_t>(archive, at + 42)};
  read_name(archive, at, zip::kCentralBytes, 28, limit, header, file);
  header.end += number_at<std::uint16_t>(archive, at + 32);  // the comment
  if (header.end > limit) corrupt(file, "the directory row at byte " + std::to_string(at) + " is cut off");
  return header;
}

Header read_local(Archive archive, std::uint64_t at, std::uint64_t limit, const std::string& file) {
  if (at > limit || limit - at < zip::kLocalBytes || !has_signature(archive, at, zip::kLocalSignature))
    corrupt(file, "no zip entry at byte " + std::to_string(at));
  Header header{.flags = number_at<std::uint16_t>(archive, at + 6),
                .method = number_at<std::uint16_t>(archive, at + 8),
                .crc = number_at<std::uint32_t>(archive, at + 14),
                .stored = number_at<std::uint32_t>(archive, at + 18),
                .bytes = number_at<std::uint32_t>(archive, at + 22)};
  read_name(archive, at, zip::kLocalBytes, 26, limit, header, file);
  return header;
}

/// Sizes that were not known when the local header was written are 0 there and stand behind the bytes.
bool agree(const Header& central, const Header& local) {
  const bool follows = (local.flags & zip::kDescriptorFlag) != 0;
  const auto same = [&](std::uint64_t in_directory, std::uint64_t in_entry) {
    return in_directory == in_entry || (follows && in_entry == 0);
  };
  return central.name == local.name && central.method == local.method && central.flags == local.flags &&
         same(central.crc, local.crc) && same(central.stored, local.stored) &&
         same(central.bytes, local.bytes);
}

/// Bytes of the data descriptor behind an entry: with or without signature, with 32- or 64-bit sizes.
std::uint64_t descriptor_bytes(Archive archive, const ZipEntry& entry, std::uint64_t limit,
                               const std::string& file) {
  const std::uint64_t at = entry.begin + entry.stored;
  for (const std::uint64_t signature : {4, 0}) {
    if (signature && (limit - at < 4 || !has_signature(archive, at, zip::kDescriptorSignature))) continue;
    for (const std::uint64_t width : {8, 4}) {
      const std::uint64_t count = signature + 4 + 2 * width, numbers = at + signature;
      if (limit - at < count || number_at<std::uint32_t>(archive, numbers) != entry.crc) continue;
      const auto size = [&](std::uint64_t offset) -> std::uint64_t {
        return width == 8 ? number_at<std::uint64_t>(archive, offset)
                          : number_at<std::uint32_t>(archive, offset);
      };
      if (size(numbers + 4) == entry.stored && size(numbers + 4 + width) == entry.bytes) return count;
    }
  }
  corrupt(file, "\"" + entry.name + "\": sizes behind the entry disagree with the directory");
}

void check_header(const Header& header, const std::string& file) {
  const std::string name = "\"" + shortened(header.name) + "\"";
  if (!stays_below_folder(header.name)) corrupt(file, name + " is no name of an entry");
  if (header.flags & zip::kEncryptedFlag) unsupported(file, name + " is encrypted");
  if (header.method != zip::kStored && header.method != zip::kDeflated)
    unsupported(file, name + " is compressed by method " + std::to_string(header.method));
  if (header.method == zip::kStored && header.stored != header.bytes)
    corrupt(file, name + " is stored in " + std::to_string(header.stored) + " bytes but is " +
                      std::to_string(header.bytes) + " long");
}

ZipEntry entry_of(Archive archive, const Header& central, std::uint64_t directory, const std::string& file) {
  check_header(central, file);
  const Header local = read_local(archive, central.offset, directory, file);
  const std::string name(central.name);
  if (!agree(central, local))
    corrupt(file, "\"" + name + "\": the entry at byte " + std::to_string(central.offset) +
                      " is not what the directory says");
  if (central.stored > directory - local.end)
    corrupt(file, "\"" + name + "\" of " + std::to_string(central.stored) + " bytes at byte " +
                      std::to_string(local.end) + " reaches into the directory");
  return {.name = name,
          .header = central.offset,
          .begin = local.end,
          .stored = central.stored,
          .bytes = central.bytes,
          .crc = central.crc,
          .deflated = central.method == zip::kDeflated};
}

std::vector<Header> read_rows(Archive archive, const Directory& directory, const std::string& file) {
  std::vector<Header> rows;
  std::uint64_t at = directory.begin;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    rows.push_back(read_central(archive, at, directory.end, file));
    at = rows.back().end;
  }
  if (at != directory.end)
    corrupt(file, "the directory has more rows than the " + std::to_string(directory.entries) + " it states");
  return rows;
}

/// One after the other by offset. A row is compared with the end of the entry before it first: so no byte is
/// looked at twice, however many rows name one place.
std::vector<ZipEntry> entries_of(Archive archive, const std::vector<Header>& rows, std::uint64_t directory,
                                 const std::string& file) {
  std::vector<ZipEntry> entries;
  std::uint64_t end = 0;
  for (const Header& row : rows) {
    if (row.offset < end)
      corrupt(file, "\"" + shortened(row.name) + "\" overlaps \"" + entries.back().name + "\" at byte " +
                        std::to_string(row.offset));
    entries.push_back(entry_of(archive, row, directory, file));
    const ZipEntry& entry = entries.back();
    const bool follows = (row.flags & zip::kDescriptorFlag) != 0;
    end = entry.begin + entry.stored + (follows ? descriptor_bytes(archive, entry, directory, file) : 0);
  }
  return entries;
}

void check_names(const std::vector<ZipEntry>& entries, const std::string& file) {
  std::set<std::string_view> names;
  for (const ZipEntry& entry : entries)
    if (!names.insert(entry.name).second) corrupt(file, "two entries are called \"" + entry.name + "\"");
}

/// Against zip bombs: real weights hardly shrink, and nothing is inflated before this has passed.
void check_inflation(const std::vector<ZipEntry>& entries, std::uint64_t archive_bytes,
                     const std::string& file) {
  const std::uint64_t most = archive_bytes * kInflationFactor + kInflationSlack;
  std::uint64_t total = 0;
  for (const ZipEntry& entry : entries) {
    if (!entry.deflated) continue;
    if (entry.bytes > most || (total += entry.bytes) > most)
      corrupt(file, "\"" + entry.name + "\": an archive of " + std::to_string(archive_bytes) +
                        " bytes claims to inflate to more than " + std::to_string(most));
  }
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(Archive archive, const std::string& file) {
  const Directory directory = find_directory(archive, file);
  std::vector<Header> rows = read_rows(archive, directory, file);
  std::ranges::sort(rows, {}, &Header::offset);
  std::vector<ZipEntry> entries = entries_of(archive, rows, directory.begin, file);
  check_names(entries, file);
  check_inflation(entries, archive.size(), file);
  std::erase_if(entries, [](const ZipEntry& entry) { return entry.name.back() == '/' && entry.bytes == 0; });
  return entries;
}

}  // namespace perpixel
