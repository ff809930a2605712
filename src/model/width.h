// Narrower and wider trunks.
#pragma once

#include <algorithm>
#include <cmath>

namespace perpixel {

/// channels * width, rounded to the nearest multiple of 8 (vector registers like whole ones), at least 8;
/// exactly `channels` for width 1.
inline int scaled_channels(int channels, float width) {
  if (width == 1) return channels;
  return std::max(
      8, 8 * static_cast<int>(std::lround(static_cast<double>(channels) * static_cast<double>(width) / 8)));
}

}  // namespace perpixel
