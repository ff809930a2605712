#include "weights/zip_writer.h"

#include <zlib.h>

#include <algorithm>

#include "weights/little_endian.h"
#include "weights/zip_format.h"

namespace perpixel {

namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::uint16_t kPaddingExtra = 0x4246;  // "FB", the field that PyTorch pads with
constexpr std::uint16_t kVersion = 45;           // of the format: the first with zip64
constexpr std::uint32_t kFirstOfJanuary1980 = 0x00210000;

bool is_wide(std::uint64_t number) { return number >= zip::kInZip64; }

std::uint32_t narrow(std::uint64_t number) {
  return is_wide(number) ? zip::kInZip64 : static_cast<std::uint32_t>(number);
}

std::string extra_field(std::uint16_t id, const std::string& content) {
  std::string field;
  append_little_endian(field, id);
  append_little_endian(field, static_cast<std::uint16_t>(content.size()));
  return field + content;
}

/// What local header and directory row have in common: version to flags, method, date, CRC-32, sizes, name.
void append_common(std::string& header, const std::string& name, std::uint32_t crc, std::uint32_t bytes,
                   std::size_t extra) {
  append_little_endian(header, kVersion);
  append_little_endian(header, zip::kUtf8Flag);
  append_little_endian(header, zip::kStored);
  append_little_endian(header, kFirstOfJanuary1980);
  append_little_endian(header, crc);
  append_little_endian(header, bytes);
  append_little_endian(header, bytes);
  append_little_endian(header, static_cast<std::uint16_t>(name.size()));
  append_little_endian(header, static_cast<std::uint16_t>(extra));
}

std::string wide_sizes(std::uint64_t bytes) {
  std::string content;
  append_little_endian(content, bytes);
  append_little_endian(content, bytes);
  return content;
}

}  // namespace

void ZipWriter::write(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  position_ += bytes.size();
}

void ZipWriter::add(const std::string& name, const std::vector<std::string_view>& pieces) {
  Row row{.name = name, .offset = position_};
  uLong crc = 0;
  for (const std::string_view piece : pieces) {
    if (!piece.empty()) crc = crc32_z(crc, reinterpret_cast<const Bytef*>(piece.data()), piece.size());
    row.bytes += piece.size();
  }
  row.crc = static_cast<std::uint32_t>(crc);
  std::string extra = is_wide(row.bytes) ? extra_field(zip::kZip64Extra, wide_sizes(row.bytes)) : "";
  constexpr std::size_t kFieldHead = 4;
  const std::uint64_t unpadded = position_ + zip::kLocalBytes + name.size() + extra.size() + kFieldHead;
  extra += extra_field(kPaddingExtra, std::string((kAlignment - unpadded % kAlignment) % kAlignment, 'Z'));
  std::string header;
  append_little_endian(header, zip::kLocalSignature);
  append_common(header, name, row.crc, narrow(row.bytes), extra.size());
  write(header + name + extra);
  for (const std::string_view piece : pieces) write(piece);
  rows_.push_back(std::move(row));
}

void ZipWriter::finish() {
  const std::uint64_t begin = position_;
  for (const Row& row : rows_) {
    std::string wide = is_wide(row.bytes) ? wide_sizes(row.bytes) : "";
    if (is_wide(row.offset)) append_little_endian(wide, row.offset);
    const std::string extra = wide.empty() ? "" : extra_field(zip::kZip64Extra, wide);
    std::string header;
    append_little_endian(header, zip::kCentralSignature);
    append_little_endian(header, kVersion);
    append_common(header, row.name, row.crc, narrow(row.bytes), extra.size());
    header.append(10, '\0');  // comment length, disk, attributes
    append_little_endian(header, narrow(row.offset));
    write(header + row.name + extra);
  }
  const std::uint64_t end = position_, bytes = end - begin;
  std::string tail;
  if (rows_.size() >= zip::kInZip64Short || is_wide(bytes) || is_wide(begin)) {
    append_little_endian(tail, zip::kEnd64Signature);
    append_little_endian(tail, std::uint64_t{zip::kEnd64Bytes - 12});
    append_little_endian(tail, kVersion);
    append_little_endian(tail, kVersion);
    tail.append(8, '\0');  // disks
    append_little_endian(tail, std::uint64_t{rows_.size()});
    append_little_endian(tail, std::uint64_t{rows_.size()});
    append_little_endian(tail, bytes);
    append_little_endian(tail, begin);
    append_little_endian(tail, zip::kEnd64LocatorSignature);
    tail.append(4, '\0');
    append_little_endian(tail, end);
    append_little_endian(tail, std::uint32_t{1});  // disks in all
  }
  const auto count = static_cast<std::uint16_t>(std::min<std::size_t>(rows_.size(), zip::kInZip64Short));
  append_little_endian(tail, zip::kEndSignature);
  tail.append(4, '\0');  // disks
  append_little_endian(tail, count);
  append_little_endian(tail, count);
  append_little_endian(tail, narrow(bytes));
  append_little_endian(tail, narrow(begin));
  tail.append(2, '\0');  // comment length
  write(tail);
}

}  // namespace perpixel
