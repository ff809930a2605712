// Resizing of feature maps, in the arithmetic of PyTorch's `interpolate` (no antialiasing).
#pragma once

#include <cstdint>

namespace perpixel::kernel {

/// An output position reads `low` and `high`, the latter with weight `high_share`. Nearest has low = high.
struct ResizeTap {
  std::int64_t low = 0, high = 0;
  float high_share = 0;
};

/// taps [out]: source = floor(i * in / out).
void nearest_taps(std::int64_t in, std::int64_t out, ResizeTap* taps);
/// taps [out]: source = (i + 0.5) * in / out - 0.5, not below 0; with align_corners i * (in - 1) / (out - 1).
void linear_taps(std::int64_t in, std::int64_t out, bool align_corners, ResizeTap* taps);

/// One output row from the two input rows that it reads.
void resize_row(const float* low_row, const float* high_row, float high_share, const ResizeTap* columns,
                std::int64_t out_w, float* y);

}  // namespace perpixel::kernel
