// EXIF orientation: how a camera says "this picture lies on its side".
#pragma once

#include <cstdint>
#include <span>

#include "image/image.h"

namespace perpixel {

/// The orientation (tag 274, 1..8) in a TIFF-structured EXIF block; 1 when there is none or the block is
/// broken: a damaged note about a picture is no reason to refuse the picture.
int exif_orientation(std::span<const std::uint8_t> exif);

/// The picture turned upright. 1 as stored, 2 mirrored left-right, 3 turned by 180 degrees, 4 mirrored
/// top-bottom, 5 transposed, 6 to be turned clockwise, 7 transposed along the other diagonal, 8 to be turned
/// counter-clockwise (EXIF 2.32, tag 0x0112).
Image upright(const Image& image, int orientation);

}  // namespace perpixel
