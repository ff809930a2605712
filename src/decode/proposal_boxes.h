// Where objects might be, without a detector: boxes that slide over the picture.
#pragma once

#include <vector>

namespace perpixel {

/// Pixels [left, left + width) x [top, top + height); may leave the picture.
struct PixelBox {
  int top = 0, left = 0, height = 0, width = 0;
  friend bool operator==(const PixelBox&, const PixelBox&) = default;
};

/// The whole picture, then boxes of 1, 0.7 and 0.5 times its shorter side (square root of the area), each as
/// 1:1, 2:1 and 1:2 (width : height), half a box apart. Order, in place of a detector's score: larger first,
/// each size row by row. Boxes wider or higher than the picture are centred on it. Left out: all but the
/// first whose shorter side is below `least_side`, and all after the first `most` (Noh et al. 2015: 112 px,
/// 50).
std::vector<PixelBox> sliding_boxes(int height, int width, int least_side, int most);

}  // namespace perpixel
