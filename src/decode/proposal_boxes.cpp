#include "decode/proposal_boxes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace perpixel {

namespace {

constexpr std::array kScales{1., 0.7, 0.5};
constexpr std::array kAspects{1., 2., 0.5};  // width / height

/// From end to end, at most half a box apart; centred when one box covers the axis.
std::vector<int> starts(int size, int side) {
  if (side >= size) return {-(side - size) / 2};
  const int steps = (2 * (size - side) + side - 1) / side;
  std::vector<int> result;
  for (int i = 0; i <= steps; ++i) result.push_back(i * (size - side) / steps);
  return result;
}

}  // namespace

std::vector<PixelBox> sliding_boxes(int height, int width, int least_side, int most) {
  std::vector<PixelBox> boxes{{0, 0, height, width}};
  for (const double scale : kScales)
    for (const double aspect : kAspects) {
      const double side = scale * std::min(height, width);
      const int h = static_cast<int>(std::lround(side / std::sqrt(aspect)));
      const int w = static_cast<int>(std::lround(side * std::sqrt(aspect)));
      if (std::min(h, w) < std::max(least_side, 1)) continue;
      for (const int top : starts(height, h))
        for (const int left : starts(width, w))
          if (const PixelBox box{top, left, h, w}; box != boxes.front()) boxes.push_back(box);
    }
  if (boxes.size() > static_cast<std::size_t>(most)) boxes.resize(static_cast<std::size_t>(most));
  return boxes;
}

}  // namespace perpixel
