// Fully connected layers.
#pragma once

#include <cstdint>

namespace perpixel::kernel {

/// y[r] = bias[r] + <weight[r], x> for r in [0, rows); weight [rows, inputs] row-major, `bias` may be null.
void dense(const float* x, const float* weight, const float* bias, std::int64_t inputs, std::int64_t rows,
           float* y);

}  // namespace perpixel::kernel
