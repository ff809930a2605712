// Pooling of one plane [H, W].
#pragma once

#include <array>
#include <cstdint>

namespace perpixel::kernel {

/// Axis 0 = y, 1 = x.
struct PoolGeometry {
  std::array<std::int64_t, 2> in{}, out{}, kernel{}, stride{}, dilation{}, pad_begin{}, pad_end{};
  bool count_include_pad = false;
};

/// Greatest element of each window; the padding never wins, the last NaN does. `position` (may be null) gets
/// y * W + x of it, the first in reading order on ties.
void max_pool(const PoolGeometry& geometry, const float* x, float* y, std::int64_t* position);

/// Mean of each window over the taps inside the plane, or with count_include_pad inside the padded plane
/// (zeros count).
void average_pool(const PoolGeometry& geometry, const float* x, float* y);

/// Mean of `count` elements.
float average(const float* x, std::int64_t count);

}  // namespace perpixel::kernel
