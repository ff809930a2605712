#include <algorithm>
#include <limits>
#include <vector>

#include "error/error.h"
#include "image/size_limit.h"
#include "image/tiff.h"
#include "image/tiff_file.h"
#include "image/tiff_samples.h"
#include "image/tiff_structure.h"

namespace perpixel {

namespace {

/// The tags that decide how a page is read.
struct Page {
  std::uint32_t height = 0, width = 0;
  int channels = 1;
  TiffSamples samples;
  int photometric = PHOTOMETRIC_MINISBLACK, compression = COMPRESSION_NONE, orientation = 1;
  bool planar = false, tiled = false;

  bool has_palette() const { return photometric == PHOTOMETRIC_PALETTE && channels == 1; }
  /// Left to libtiff's own conversion to 8-bit RGB.
  bool needs_conversion() const {
    const bool jpeg = compression == COMPRESSION_JPEG;  // libjpeg converts while it decodes
    return (photometric == PHOTOMETRIC_YCBCR && !jpeg) || photometric == PHOTOMETRIC_CIELAB ||
           photometric == PHOTOMETRIC_SEPARATED || photometric == PHOTOMETRIC_LOGL ||
           photometric == PHOTOMETRIC_LOGLUV || compression == COMPRESSION_OJPEG;
  }
};

TiffNumber number_of(int sample_format) {
  if (sample_format == SAMPLEFORMAT_IEEEFP) return TiffNumber::floating;
  return sample_format == SAMPLEFORMAT_INT ? TiffNumber::signed_integer : TiffNumber::unsigned_integer;
}

Page read_page(const TiffFile& file) {
  Page page;
  page.height = file.field<std::uint32_t>(TIFFTAG_IMAGELENGTH, 0);
  page.width = file.field<std::uint32_t>(TIFFTAG_IMAGEWIDTH, 0);
  page.channels = file.field<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
  page.samples.bits = file.field<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
  page.samples.number = number_of(file.field<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT));
  page.photometric = file.field<std::uint16_t>(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  page.compression = file.field<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  page.orientation = file.field<std::uint16_t>(TIFFTAG_ORIENTATION, 1);
  if (page.orientation < 1 || page.orientation > 8) page.orientation = 1;
  page.planar = page.channels > 1 &&
                file.field<std::uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  page.tiled = TIFFIsTiled(file.handle()) != 0;
  page.samples.scale_to_full = page.samples.bits < 8 && !page.has_palette();
  return page;
}

SampleType type_of(const Page& page, const std::string& name) {
  if (const auto type = page.samples.type()) return *type;
  throw Error(ErrorCode::image_unsupported,
              name + ": TIFF samples of " + std::to_string(page.samples.bits) + " bits are not read",
              "convert it to 8, 16 or 32 bits");
}

int decoded_channels(const Page& page, const ReadOptions& options) {
  if (page.needs_conversion()) return 3;
  return page.has_palette() && !options.keep_palette_indices ? 3 : page.channels;
}

/// A strip or tile: where it lies in the picture and how its rows are packed.
struct Block {
  std::uint32_t index = 0, top = 0, left = 0, height = 0, width = 0;
  int channel = 0, channels = 1;  // first channel, and how many are interleaved
  std::size_t row_bytes = 0;
};

void place(const Block& block, const std::uint8_t* bytes, const Page& page, Image& image) {
  for (std::uint32_t y = 0; y < block.height; ++y) {
    const std::size_t first =
        image.offset(static_cast<int>(block.top + y), static_cast<int>(block.left), block.channel);
    const std::size_t step = static_cast<std::size_t>(image.channels() / block.channels);
    unpack_tiff_row(bytes + y * block.row_bytes,
                    std::size_t{block.width} * static_cast<std::size_t>(block.channels), page.samples, image,
                    first, step);
  }
}

void read_blocks(const TiffFile& file, const Page& page, Image& image) {
  TIFF* tiff = file.handle();
  const std::uint32_t block_height =
      page.tiled ? file.field<std::uint32_t>(TIFFTAG_TILELENGTH, 0)
                 : std::min(page.height, file.field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, page.height));
  const std::uint32_t block_width = page.tiled ? file.field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0) : page.width;
  const std::int64_t block_bytes = page.tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
  if (block_height == 0 || block_width == 0 || block_bytes <= 0) file.fail("a strip or tile has no size");
  Block block;
  block.channels = page.planar ? 1 : page.channels;
  block.row_bytes = static_cast<std::size_t>(page.tiled ? TIFFTileRowSize64(tiff) : TIFFScanlineSize64(tiff));
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(block_bytes));
  for (block.channel = 0; block.channel < page.channels; block.channel += block.channels)
    for (block.top = 0; block.top < page.height; block.top += block.height)
      for (block.left = 0, block.height = std::min(block_height, page.height - block.top);
           block.left < page.width; block.left += block_width, ++block.index) {
        block.width = std::min(block_width, page.width - block.left);
        const tmsize_t wanted =
            page.tiled ? block_bytes : static_cast<tmsize_t>(block.height * block.row_bytes);
        const tmsize_t got = page.tiled ? TIFFReadEncodedTile(tiff, block.index, bytes.data(), wanted)
                                        : TIFFReadEncodedStrip(tiff, block.index, bytes.data(), wanted);
        if (got != wanted || !file.complaint().empty())
          file.fail("strip or tile " + std::to_string(block.index) + " is cut short");
        place(block, bytes.data(), page, image);
      }
}

/// A tile may be larger than the picture, but not without bound.
void check_tile(const TiffFile& file, const Page& page, std::size_t max_pixels, const std::string& name) {
  if (page.tiled)
    check_size(file.field<std::uint32_t>(TIFFTAG_TILELENGTH, 0),
               file.field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0), static_cast<std::uint64_t>(page.channels),
               std::max(max_pixels, std::size_t{1} << 16), name + ": tile");
}

template <class T>
void invert(std::span<T> samples) {
  for (T& sample : samples) sample = static_cast<T>(std::numeric_limits<T>::max() - sample);
}

void invert_minimum_is_white(Image& image) {
  if (image.type() == SampleType::u8) invert(image.samples<std::uint8_t>());
  if (image.type() == SampleType::u16) invert(image.samples<std::uint16_t>());
}

/// Colour maps are 16 bit by the standard; some writers store 8 bit, told by no entry above 255.
Image colours_of(const Image& indices, const TiffFile& file, const Page& page, const std::string& name) {
  std::uint16_t* maps[3] = {};
  if (indices.type() != SampleType::u8 ||
      !TIFFGetField(file.handle(), TIFFTAG_COLORMAP, &maps[0], &maps[1], &maps[2]))
    throw Error(ErrorCode::image_corrupt, name + ": TIFF: an indexed picture without an 8-bit colour map");
  const std::size_t entries = std::size_t{1} << page.samples.bits;
  const auto wide = [&](const std::uint16_t* map) {
    return std::any_of(map, map + entries, [](int v) { return v > 255; });
  };
  const int shift = std::any_of(maps, maps + 3, wide) ? 8 : 0;
  Image rgb(indices.height(), indices.width(), 3);
  const auto from = indices.samples<std::uint8_t>();
  const auto to = rgb.samples<std::uint8_t>();
  for (std::size_t i = 0; i < from.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c) to[3 * i + c] = static_cast<std::uint8_t>(maps[c][from[i]] >> shift);
  return rgb;
}

Image converted_by_libtiff(const TiffFile& file, const Page& page, const std::string& name) {
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

Image read_pixels(const TiffFile& file, const Page& page, const std::string& name,
                  const ReadOptions& options) {
  if (page.needs_conversion()) return converted_by_libtiff(file, page, name);
  if (page.photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(file.handle(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  Image image(static_cast<int>(page.height), static_cast<int>(page.width), page.channels,
              type_of(page, name));
  read_blocks(file, page, image);
  if (page.photometric == PHOTOMETRIC_MINISWHITE) invert_minimum_is_white(image);
  return page.has_palette() && !options.keep_palette_indices ? colours_of(image, file, page, name) : image;
}

void require_whole(std::span<const std::uint8_t> bytes, int pages, const std::string& name) {
  if (const std::string missing = missing_from_tiff(bytes, pages); !missing.empty())
    throw Error(ErrorCode::image_corrupt, name + ": TIFF: " + missing, "the file is truncated");
}

/// How many bytes one compressed byte can become; 0 = without a useful bound.
std::uint64_t most_expansion(int compression) {
  switch (compression) {
    case COMPRESSION_NONE:
      return 1;
    case COMPRESSION_PACKBITS:
      return 64;               // two bytes -> 128
    case COMPRESSION_DEFLATE:  // zlib's technical notes
    case COMPRESSION_ADOBE_DEFLATE:
      return 1032;
    case COMPRESSION_LZW:
      return 4096;  // a code of at least 9 bits -> a string of at most 4096
    default:
      return 0;
  }
}

/// A file too short for its claim is refused before the pixels are allocated.
void check_claim(const Page& page, std::size_t bytes, const std::string& name) {
  const std::uint64_t expansion = most_expansion(page.compression);
  const double claimed =
      static_cast<double>(page.height) * page.width * page.channels * page.samples.bits / 8;
  const bool subsampled = page.photometric == PHOTOMETRIC_YCBCR;
  if (expansion > 0 && !subsampled && claimed / static_cast<double>(expansion) > static_cast<double>(bytes))
    throw Error(ErrorCode::image_corrupt, name + ": TIFF: " + std::to_string(bytes) + " bytes cannot hold " +
                                              std::to_string(page.width) + " x " +
                                              std::to_string(page.height) + " pixels: the file is truncated");
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
  const TiffFile file(bytes, name);
  const Page page = read_page(file);
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
  const TiffFile file(bytes, name);
  turn_to_page(file, options.page, name);
  const Page page = read_page(file);
  check_size(page.height, page.width, static_cast<std::uint64_t>(page.channels), options.max_pixels, name);
  check_tile(file, page, options.max_pixels, name);
  require_whole(bytes, options.page + 1, name);
  check_claim(page, bytes.size(), name);
  return {read_pixels(file, page, name, options), page.orientation};
}

}  // namespace perpixel
