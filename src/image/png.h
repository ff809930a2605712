// PNG through libpng.
#pragma once

#include <span>
#include <string>

#include "image/codec.h"
#include "image/stored_image.h"

namespace perpixel {

ImageHeader read_png_header(std::span<const std::uint8_t> bytes, const std::string& name);

/// Grey 1, 2, 4 bit -> u8 with full intensity at 255; 16 bit -> u16; palette -> RGB, or the raw indices by
/// `keep_palette_indices`; tRNS becomes an alpha channel. The orientation is not applied.
StoredImage decode_png(std::span<const std::uint8_t> bytes, const std::string& name,
                       const ReadOptions& options);

}  // namespace perpixel
