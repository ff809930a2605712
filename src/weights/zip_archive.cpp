#include "weights/zip_archive.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "error/error.h"

namespace perpixel {

namespace {

/// Raw deflate data -> exactly `bytes` bytes; false where it is broken, too short or too long.
bool inflate_into(std::span<const std::uint8_t> data, std::uint8_t* to, std::uint64_t bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  constexpr std::uint64_t kMostAtOnce = std::numeric_limits<uInt>::max();
  std::uint8_t beyond = 0;  // zlib wants room to write even where nothing should come
  std::uint64_t read = 0, written = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    const auto in = static_cast<uInt>(std::min<std::uint64_t>(data.size() - read, kMostAtOnce));
    const auto out = static_cast<uInt>(std::min(bytes - written, kMostAtOnce));
    stream.next_in = const_cast<Bytef*>(data.data() + read);
    stream.avail_in = in;
    stream.next_out = out ? to + written : &beyond;
    stream.avail_out = out ? out : 1;
    result = inflate(&stream, Z_NO_FLUSH);
    read += in - stream.avail_in;
    if (out == 0 && stream.avail_out == 0) result = Z_DATA_ERROR;  // more than it should be
    written += out ? out - stream.avail_out : 0;
  }
  inflateEnd(&stream);
  return result == Z_STREAM_END && read == data.size() && written == bytes;
}

}  // namespace

ZipArchive::ZipArchive(SharedBytes bytes, std::string file)
    : bytes_(std::move(bytes)), file_(std::move(file)), entries_(read_zip_directory(bytes_.bytes, file_)) {
  by_name_.resize(entries_.size());
  std::iota(by_name_.begin(), by_name_.end(), std::size_t{0});
  std::ranges::sort(by_name_, {},
                    [&](std::size_t index) -> std::string_view { return entries_[index].name; });
  has_checksums_ = std::ranges::any_of(entries_, [](const ZipEntry& entry) { return entry.crc != 0; });
}

const ZipEntry* ZipArchive::find(std::string_view name) const {
  const auto name_of = [&](std::size_t index) -> std::string_view { return entries_[index].name; };
  const auto index = std::ranges::lower_bound(by_name_, name, {}, name_of);
  return index != by_name_.end() && name_of(*index) == name ? &entries_[*index] : nullptr;
}

SharedBytes ZipArchive::read(const ZipEntry& entry) const {
  const auto corrupt = [&](const char* what) {
    return Error(ErrorCode::weights_corrupt,
                 file_ + ": \"" + entry.name + "\" at byte " + std::to_string(entry.begin) + " " + what,
                 "the file is damaged: copy or download it again");
  };
  SharedBytes content =
      bytes_.part(static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.stored));
  if (entry.deflated) {
    const auto inflated = std::make_shared<Tensor>(Shape{static_cast<std::int64_t>(entry.bytes)}, DType::u8);
    auto* to = static_cast<std::uint8_t*>(inflated->data());
    if (!inflate_into(content.bytes, to, entry.bytes)) throw corrupt("cannot be inflated");
    content = {{to, static_cast<std::size_t>(entry.bytes)}, inflated};
  }
  if (has_checksums_ && crc32_z(0, content.bytes.data(), content.bytes.size()) != entry.crc)
    throw corrupt("has another CRC-32 than the directory says");
  return content;
}

}  // namespace perpixel
