// One page of a TIFF: the tags that say how it is stored, and its rows.
#pragma once

#include <string>

#include "image/codec.h"
#include "image/tiff_file.h"
#include "image/tiff_samples.h"

namespace perpixel {

/// The tags that decide how a page is read.
struct TiffPage {
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

/// Of the page that the file is turned to.
TiffPage read_tiff_page(const TiffFile& file);

/// What its pixels are decoded to; throws image_unsupported for packings that are not read.
SampleType type_of(const TiffPage& page, const std::string& name);

/// A tile may be larger than the picture, but not without bound: throws image_too_large.
void check_tile(const TiffFile& file, const TiffPage& page, std::size_t max_pixels, const std::string& name);

/// A file of `bytes` too short for its claim is refused before the pixels are allocated: throws
/// image_corrupt.
void check_claim(const TiffPage& page, std::uint64_t bytes, const std::string& name);

/// Bytes of one decoded strip or tile. Throws image_corrupt when it has no size.
std::size_t block_bytes(const TiffFile& file, const TiffPage& page);

/// Rows [top, top + height) of a page that needs no conversion: MINISWHITE inverted, palettes turned to RGB
/// unless their indices are wanted. Reads the strips or tiles that hold them. Throws image_corrupt naming the
/// block.
Image read_tiff_rows(const TiffFile& file, const TiffPage& page, int top, int height, const std::string& name,
                     bool keep_palette_indices);

}  // namespace perpixel
