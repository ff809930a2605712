// Where a pixel of one axis reads the scores: between which two cells, and how near to the second.
#pragma once

#include <vector>

namespace perpixel {

/// low <= high <= low + 1; the value is (1 - high_share) * low + high_share * high.
struct ScoreTap {
  int low = 0, high = 0;
  float high_share = 0;
};

/// Cells that cover the axis together: source position (i + 0.5) * cells / pixels - 0.5, not below 0; the
/// last cell has no neighbour. As PyTorch's interpolate(align_corners = false).
std::vector<ScoreTap> cover_taps(int cells, int pixels);

/// Cell o lies on pixel o * stride; beyond the last cell its value goes on.
std::vector<ScoreTap> corner_taps(int cells, int stride, int pixels);

}  // namespace perpixel
