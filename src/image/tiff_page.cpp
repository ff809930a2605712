#include "image/tiff_page.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "error/error.h"
#include "image/size_limit.h"

namespace perpixel {

namespace {

TiffNumber number_of(int sample_format) {
  if (sample_format == SAMPLEFORMAT_IEEEFP) return TiffNumber::floating;
  return sample_format == SAMPLEFORMAT_INT ? TiffNumber::signed_integer : TiffNumber::unsigned_integer;
}

/// A strip or tile: where it lies in the picture and how its rows are packed.
struct Block {
  std::uint32_t index = 0, top = 0, left = 0, height = 0, width = 0;
  int channel = 0, channels = 1;  // first channel, and how many are interleaved
  std::size_t row_bytes = 0;
};

/// Writes those rows of the block that `image`, whose first row is row `top` of the page, has.
void place(const Block& block, const std::uint8_t* bytes, const TiffPage& page, std::uint32_t top,
           Image& image) {
  const std::uint32_t bottom = top + static_cast<std::uint32_t>(image.height());
  const std::size_t step = static_cast<std::size_t>(image.channels() / block.channels);
  for (std::uint32_t y = std::max(block.top, top); y < std::min(block.top + block.height, bottom); ++y)
    unpack_tiff_row(bytes + (y - block.top) * block.row_bytes,
                    std::size_t{block.width} * static_cast<std::size_t>(block.channels), page.samples, image,
                    image.offset(static_cast<int>(y - top), static_cast<int>(block.left), block.channel),
                    step);
}

/// The strips or tiles of a page, in the order of their numbers.
struct Blocks {
  std::uint32_t height, width;  // of one
  std::size_t bytes;
};

Blocks blocks_of(const TiffFile& file, const TiffPage& page) {
  const std::uint32_t height =
      page.tiled ? file.field<std::uint32_t>(TIFFTAG_TILELENGTH, 0)
                 : std::min(page.height, file.field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, page.height));
  const std::uint32_t width = page.tiled ? file.field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0) : page.width;
  const std::int64_t bytes = page.tiled ? TIFFTileSize64(file.handle()) : TIFFStripSize64(file.handle());
  if (height == 0 || width == 0 || bytes <= 0) file.fail("a strip or tile has no size");
  return {height, width, static_cast<std::size_t>(bytes)};
}

void read_block(const TiffFile& file, const TiffPage& page, const Block& block,
                std::vector<std::uint8_t>& bytes) {
  const auto wanted = static_cast<tmsize_t>(page.tiled ? bytes.size() : block.height * block.row_bytes);
  const tmsize_t got = page.tiled ? TIFFReadEncodedTile(file.handle(), block.index, bytes.data(), wanted)
                                  : TIFFReadEncodedStrip(file.handle(), block.index, bytes.data(), wanted);
  if (got != wanted || !file.complaint().empty())
    file.fail("strip or tile " + std::to_string(block.index) + " is cut short");
}

/// Those that hold rows of `image`, whose first row is row `top` of the page.
void read_blocks(const TiffFile& file, const TiffPage& page, std::uint32_t top, Image& image) {
  const Blocks blocks = blocks_of(file, page);
  Block block;
  block.channels = page.planar ? 1 : page.channels;
  block.row_bytes = static_cast<std::size_t>(page.tiled ? TIFFTileRowSize64(file.handle())
                                                        : TIFFScanlineSize64(file.handle()));
  std::vector<std::uint8_t> bytes(blocks.bytes);
  const std::uint32_t across = (page.width - 1) / blocks.width + 1,
                      down = (page.height - 1) / blocks.height + 1;
  const std::uint32_t first = top / blocks.height;
  const std::uint32_t last = (top + static_cast<std::uint32_t>(image.height()) - 1) / blocks.height;
  for (int plane = 0; plane < page.channels / block.channels; ++plane)
    for (std::uint32_t row = first; row <= last; ++row)
      for (std::uint32_t column = 0; column < across; ++column) {
        block.index = (static_cast<std::uint32_t>(plane) * down + row) * across + column;
        block.channel = plane * block.channels;
        block.top = row * blocks.height;
        block.left = column * blocks.width;
        block.height = std::min(blocks.height, page.height - block.top);
        block.width = std::min(blocks.width, page.width - block.left);
        read_block(file, page, block, bytes);
        place(block, bytes.data(), page, top, image);
      }
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
Image colours_of(const Image& indices, const TiffFile& file, const TiffPage& page, const std::string& name) {
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

}  // namespace

TiffPage read_tiff_page(const TiffFile& file) {
  TiffPage page;
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

SampleType type_of(const TiffPage& page, const std::string& name) {
  if (const auto type = page.samples.type()) return *type;
  throw Error(ErrorCode::image_unsupported,
              name + ": TIFF samples of " + std::to_string(page.samples.bits) + " bits are not read",
              "convert it to 8, 16 or 32 bits");
}

void check_tile(const TiffFile& file, const TiffPage& page, std::size_t max_pixels, const std::string& name) {
  if (page.tiled)
    check_size(file.field<std::uint32_t>(TIFFTAG_TILELENGTH, 0),
               file.field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0), static_cast<std::uint64_t>(page.channels),
               std::max(max_pixels, std::size_t{1} << 16), name + ": tile");
}

void check_claim(const TiffPage& page, std::uint64_t bytes, const std::string& name) {
  const std::uint64_t expansion = most_expansion(page.compression);
  const double claimed =
      static_cast<double>(page.height) * page.width * page.channels * page.samples.bits / 8;
  const bool subsampled = page.photometric == PHOTOMETRIC_YCBCR;
  if (expansion > 0 && !subsampled && claimed / static_cast<double>(expansion) > static_cast<double>(bytes))
    throw Error(ErrorCode::image_corrupt, name + ": TIFF: " + std::to_string(bytes) + " bytes cannot hold " +
                                              std::to_string(page.width) + " x " +
                                              std::to_string(page.height) + " pixels: the file is truncated");
}

std::size_t block_bytes(const TiffFile& file, const TiffPage& page) { return blocks_of(file, page).bytes; }

Image read_tiff_rows(const TiffFile& file, const TiffPage& page, int top, int height, const std::string& name,
                     bool keep_palette_indices) {
  if (page.photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(file.handle(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  Image image(height, static_cast<int>(page.width), page.channels, type_of(page, name));
  read_blocks(file, page, static_cast<std::uint32_t>(top), image);
  if (page.photometric == PHOTOMETRIC_MINISWHITE) invert_minimum_is_white(image);
  return page.has_palette() && !keep_palette_indices ? colours_of(image, file, page, name) : image;
}

}  // namespace perpixel
