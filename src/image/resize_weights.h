// Which source pixels make an output pixel, and with what weights (one axis of an antialiased resize).
#pragma once

#include <cstdint>
#include <vector>

#include "image/resize.h"

namespace perpixel {

/// Output i is the weighted sum of `count[i]` source pixels from `first[i]` on. `weights` and `fixed` are
/// [outputs, stride]; `fixed` are the weights times 2^22, rounded half away from zero, for u8.
struct ResizeWeights {
  std::vector<int> first, count;
  int stride = 0;
  std::vector<double> weights;
  std::vector<std::int32_t> fixed;

  int outputs() const { return static_cast<int>(first.size()); }
  const double* weights_of(int i) const {
    return weights.data() + static_cast<std::size_t>(i) * stride_size();
  }
  const std::int32_t* fixed_of(int i) const {
    return fixed.data() + static_cast<std::size_t>(i) * stride_size();
  }
  std::size_t stride_size() const { return static_cast<std::size_t>(stride); }
};

/// Bits after the point: 8 are left for the sample and 2 for the overshoot of the sharper filters.
constexpr int kFixedPointBits = 32 - 8 - 2;

/// One axis: source [begin, end) of `in_size` pixels onto `out_size`, of which outputs [from, from + outputs)
/// are wanted. `filter` is not nearest.
ResizeWeights pillow_weights(int in_size, float begin, float end, int out_size, int from, int outputs,
                             PillowFilter filter);

}  // namespace perpixel
