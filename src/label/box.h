// Axis-aligned boxes in pixel coordinates.
#pragma once

#include <algorithm>

namespace perpixel {

/// Continuous picture coordinates: x right, y down; pixel (i, j) covers [j, j+1) x [i, i+1).
/// Covers [x0, x1) x [y0, y1); empty when x1 <= x0 or y1 <= y0.
struct Box {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  float width() const { return std::max(0.f, x1 - x0); }
  float height() const { return std::max(0.f, y1 - y0); }
  float area() const { return width() * height(); }
  friend bool operator==(const Box&, const Box&) = default;
};

}  // namespace perpixel
