// JPEG through libjpeg-turbo, with its default transform: pixels equal Pillow's and OpenCV's.
#pragma once

#include <span>
#include <string>

#include "image/codec.h"
#include "image/stored_image.h"

namespace perpixel {

ImageHeader read_jpeg_header(std::span<const std::uint8_t> bytes, const std::string& name);

/// Grey -> 1 channel, everything else -> RGB; CMYK and YCCK by Adobe's inverted convention, as Pillow
/// converts them. The orientation is not applied. A premature end and broken Huffman codes are image_corrupt.
StoredImage decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name,
                        const ReadOptions& options);

}  // namespace perpixel
