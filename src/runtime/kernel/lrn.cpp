#include "runtime/kernel/lrn.h"

#include <algorithm>
#include <cmath>

namespace perpixel::kernel {

void lrn(const LrnGeometry& g, const float* x, std::int64_t begin, std::int64_t end, float* sums, float* y) {
  const std::int64_t count = end - begin;
  for (std::int64_t c = 0; c < g.channels; ++c) {
    std::fill(sums, sums + count, 0.f);
    const std::int64_t last = std::min(g.channels - 1, c + g.size / 2);
    for (std::int64_t near = std::max<std::int64_t>(0, c - (g.size - 1) / 2); near <= last; ++near) {
      const float* row = x + near * g.plane + begin;
      for (std::int64_t i = 0; i < count; ++i) sums[i] += row[i] * row[i];
    }
    const float* from = x + c * g.plane + begin;
    float* to = y + c * g.plane + begin;
    const float factor = g.alpha / static_cast<float>(g.size);
    for (std::int64_t i = 0; i < count; ++i) to[i] = from[i] * std::pow(g.bias + factor * sums[i], -g.beta);
  }
}

}  // namespace perpixel::kernel
