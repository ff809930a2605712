// TIFF through libtiff, from memory.
#pragma once

#include <span>
#include <string>

#include "image/codec.h"
#include "image/stored_image.h"

namespace perpixel {

ImageHeader read_tiff_header(std::span<const std::uint8_t> bytes, const std::string& name);

/// Page `options.page`. Unsigned samples up to 8 bit -> u8 (grey below 8 bit with full intensity at 255),
/// unsigned 16 bit -> u16, all other sample formats -> f32 with the values as stored. Planar and chunky,
/// strips and tiles. MINISWHITE is inverted, a palette becomes RGB or stays as indices, CMYK, YCbCr and CIE
/// L*a*b* of 8 bit become RGB.
StoredImage decode_tiff(std::span<const std::uint8_t> bytes, const std::string& name,
                        const ReadOptions& options);

}  // namespace perpixel
