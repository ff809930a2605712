// Local response normalisation across channels (Krizhevsky et al. 2012).
#pragma once

#include <cstdint>

namespace perpixel::kernel {

struct LrnGeometry {
  std::int64_t channels = 0, plane = 0;  // plane = H * W
  std::int64_t size = 1;
  float alpha = 0, beta = 0, bias = 1;
};

/// Positions [begin, end) of one picture [C, H * W]: y = x / (bias + alpha / size * S)^beta with S the sum of
/// squares of channels c - floor((size - 1) / 2) .. c + ceil((size - 1) / 2). `sums` holds end - begin
/// floats.
void lrn(const LrnGeometry& geometry, const float* x, std::int64_t begin, std::int64_t end, float* sums,
         float* y);

}  // namespace perpixel::kernel
