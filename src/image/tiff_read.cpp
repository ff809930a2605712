#include <vector>

#include "error/error.h"
#include "image/size_limit.h"
#include "image/tiff.h"
#include "image/tiff_page.h"
#include "image/tiff_structure.h"

namespace perpixel {

namespace {

int decoded_channels(const TiffPage& page, const ReadOptions& options) {
  if (page.needs_conversion()) return 3;
  return page.has_palette() && !options.keep_palette_indices ? 3 : page.channels;
}

Image converted_by_libtiff(const TiffFile& file, const TiffPage& page, const std::string& name) {
  char reason[1024] = "";
  if (!TIFFRGBAImageOK(file.handle(), reason))
    throw Error(ErrorCode::image_unsupported, name + ": TIFF: " + reason, "convert it to RGB");
  std::vector<std::uint32_t> raster(std::size_t{page.height} * page.width);
  if (!TIFFReadRGBAImageOriented(file.handle(), page.width, page.height, raster.data(), page.orientation,
                                 1) ||
      !file.complaint().empty())
    file.fail("the pixels cannot be read");
  Image rgb(static_cast<int>(page.height), static_cast<int>(page.width), 3);
  const auto to = rgb.samples<std::uint8_t>();
  for (std::size_t i = 0; i < raster.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c) to[3 * i + c] = static_cast<std::uint8_t>(raster[i] >> (8 * c));
  return rgb;
}

Image read_pixels(const TiffFile& file, const TiffPage& page, const std::string& name,
                  const ReadOptions& options) {
  if (page.needs_conversion()) return converted_by_libtiff(file, page, name);
  return read_tiff_rows(file, page, 0, static_cast<int>(page.height), name, options.keep_palette_indices);
}

void require_whole(std::span<const std::uint8_t> bytes, int pages, const std::string& name) {
  if (const std::string missing = missing_from_tiff(bytes, pages); !missing.empty())
    throw Error(ErrorCode::image_corrupt, name + ": TIFF: " + missing, "the file is truncated");
}

void turn_to_page(const TiffFile& file, int page, const std::string& name) {
  constexpr int kMostPages = 65535;
  if (page < 0 || page > kMostPages ||
      (page > 0 && !TIFFSetDirectory(file.handle(), static_cast<tdir_t>(page))))
    throw Error(ErrorCode::bad_value, name + ": TIFF: there is no page " + std::to_string(page),
                "pages count from 0");
}

}  // namespace

ImageHeader read_tiff_header(std::span<const std::uint8_t> bytes, const std::string& name) {
  const TiffFile file(memory_bytes(bytes), TiffMode::read, name);
  const TiffPage page = read_tiff_page(file);
  check_size(page.height, page.width, static_cast<std::uint64_t>(page.channels), std::size_t{1} << 62 >> 4,
             name);
  ImageHeader header{ImageFormat::tiff, static_cast<int>(page.height), static_cast<int>(page.width)};
  header.channels = decoded_channels(page, {});
  header.type = page.needs_conversion() ? SampleType::u8 : type_of(page, name);
  header.orientation = page.orientation;
  header.has_palette = page.has_palette();
  header.pages = static_cast<int>(TIFFNumberOfDirectories(file.handle()));
  return header;
}

StoredImage decode_tiff(std::span<const std::uint8_t> bytes, const std::string& name,
                        const ReadOptions& options) {
  const TiffFile file(memory_bytes(bytes), TiffMode::read, name);
  turn_to_page(file, options.page, name);
  const TiffPage page = read_tiff_page(file);
  check_size(page.height, page.width, static_cast<std::uint64_t>(page.channels), options.max_pixels, name);
  check_tile(file, page, options.max_pixels, name);
  require_whole(bytes, options.page + 1, name);
  check_claim(page, bytes.size(), name);
  return {read_pixels(file, page, name, options), page.orientation};
}

}  // namespace perpixel
