// Growing (or cutting) the ends of axes.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

enum class Border { constant, reflect, edge, wrap };

/// Source position of each of before + size + after positions; -1 = the constant. `before` and `after` may be
/// negative: cut off. Throws shape_mismatch when an axis of nothing is to be mirrored.
std::vector<std::int64_t> padded_positions(std::int64_t size, std::int64_t before, std::int64_t after,
                                           Border border);

/// y[i, j, ...] = x[positions[0][i], positions[1][j], ...], `value` (one element) where one of them is -1.
void pad(const Tensor& x, const std::vector<std::vector<std::int64_t>>& positions, const Tensor& value,
         Tensor& y, const Loop& loop);

}  // namespace perpixel::array
