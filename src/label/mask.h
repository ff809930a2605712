// A binary mask and its run-length form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "label/box.h"

namespace perpixel {

/// [H, W], 1 inside, 0 outside, row-major.
struct Mask {
  int height = 0, width = 0;
  std::vector<std::uint8_t> inside;
  Mask() = default;
  Mask(int height_px, int width_px)
      : height(height_px),
        width(width_px),
        inside(static_cast<std::size_t>(height_px) * static_cast<std::size_t>(width_px)) {}
  friend bool operator==(const Mask&, const Mask&) = default;
};

/// COCO's run lengths: column-major, counts of 0 and 1 in turn, starting with 0s.
struct Rle {
  int height = 0, width = 0;
  std::vector<std::uint32_t> counts;
  friend bool operator==(const Rle&, const Rle&) = default;
};

Rle encode_rle(const Mask& mask);
/// Throws image_corrupt when the counts do not sum to height * width.
Mask decode_rle(const Rle& rle);
std::int64_t area(const Rle& rle);
/// The tightest box; all zero for an empty mask.
Box bounding_box(const Rle& rle);
/// COCO's compact text form of the counts, and back.
std::string rle_to_text(const Rle& rle);
Rle rle_from_text(std::string_view text, int height, int width);

}  // namespace perpixel
