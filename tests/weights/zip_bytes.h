// Zip archives made by hand, for what no writer would write.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weights/little_endian.h"
#include "weights/zip_format.h"

namespace perpixel {

/// One entry; the sizes that the headers state can differ from what lies between them.
struct ZipRecord {
  std::string name, content;      // as it lies in the archive
  std::uint16_t method = 0;       // stored
  std::uint32_t bytes = 0;        // when inflated; 0 = those of content
  std::uint32_t crc = 0;          // 0 = of content
  std::string local_name = name;  // what the local header says
};

inline std::string deflated(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::uint32_t crc_of(const std::string& text) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

/// Version, flags, method, date, CRC-32, sizes, length of the name, no extra field.
inline std::string zip_fields(const ZipRecord& record, const std::string& name) {
  std::string fields;
  append_little_endian(fields, std::uint16_t{20});
  append_little_endian(fields, std::uint16_t{0});
  append_little_endian(fields, record.method);
  append_little_endian(fields, std::uint32_t{0});
  append_little_endian(fields, record.crc ? record.crc : crc_of(record.content));
  append_little_endian(fields, static_cast<std::uint32_t>(record.content.size()));
  append_little_endian(fields,
                       record.bytes ? record.bytes : static_cast<std::uint32_t>(record.content.size()));
  append_little_endian(fields, static_cast<std::uint16_t>(name.size()));
  append_little_endian(fields, std::uint16_t{0});
  return fields;
}

inline std::vector<std::uint8_t> zip_bytes(const std::vector<ZipRecord>& records) {
  std::string archive, directory;
  for (const ZipRecord& record : records) {
    const auto offset = static_cast<std::uint32_t>(archive.size());
    append_little_endian(archive, zip::kLocalSignature);
    archive += zip_fields(record, record.local_name) + record.local_name + record.content;
    append_little_endian(directory, zip::kCentralSignature);
    append_little_endian(directory, std::uint16_t{20});
    directory += zip_fields(record, record.name) + std::string(10, '\0');
    append_little_endian(directory, offset);
    directory += record.name;
  }
  const auto begin = static_cast<std::uint32_t>(archive.size());
  archive += directory;
  append_little_endian(archive, zip::kEndSignature);
  append_little_endian(archive, std::uint32_t{0});
  append_little_endian(archive, static_cast<std::uint16_t>(records.size()));
  append_little_endian(archive, static_cast<std::uint16_t>(records.size()));
  append_little_endian(archive, static_cast<std::uint32_t>(directory.size()));
  append_little_endian(archive, begin);
  append_little_endian(archive, std::uint16_t{0});
  return {archive.begin(), archive.end()};
}

}  // namespace perpixel
