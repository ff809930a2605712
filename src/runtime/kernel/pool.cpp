#include "runtime/kernel/pool.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace perpixel::kernel {

namespace {

/// Taps [begin, end) of a window whose positions start + k * dilation lie in [low, high).
struct Taps {
  std::int64_t begin, end;
};

Taps taps_inside(std::int64_t start, std::int64_t dilation, std::int64_t kernel, std::int64_t low,
                 std::int64_t high) {
  const std::int64_t begin = start >= low ? 0 : (low - start + dilation - 1) / dilation;
  const std::int64_t end = start >= high ? 0 : (high - start + dilation - 1) / dilation;
  return {std::min(begin, kernel), std::min(end, kernel)};
}

struct Window {
  std::int64_t y, x;  // of the first tap; may be outside
  Taps ky, kx;        // taps inside the plane
};

Taps axis_taps(const PoolGeometry& g, std::size_t axis, std::int64_t start, bool padded) {
  return taps_inside(start, g.dilation[axis], g.kernel[axis], padded ? -g.pad_begin[axis] : 0,
                     g.in[axis] + (padded ? g.pad_end[axis] : 0));
}

template <class Visit>
void for_each_window(const PoolGeometry& g, const Visit& visit) {
  for (std::int64_t oy = 0; oy < g.out[0]; ++oy) {
    const std::int64_t y = oy * g.stride[0] - g.pad_begin[0];
    const Taps ky = axis_taps(g, 0, y, false);
    for (std::int64_t ox = 0; ox < g.out[1]; ++ox) {
      const std::int64_t x = ox * g.stride[1] - g.pad_begin[1];
      visit(Window{y, x, ky, axis_taps(g, 1, x, false)}, oy * g.out[1] + ox);
    }
  }
}

template <class Visit>
void for_each_tap(const PoolGeometry& g, const Window& window, const Visit& visit) {
  for (std::int64_t ky = window.ky.begin; ky < window.ky.end; ++ky) {
    const std::int64_t row = (window.y + ky * g.dilation[0]) * g.in[1];
    for (std::int64_t kx = window.kx.begin; kx < window.kx.end; ++kx)
      visit(row + window.x + kx * g.dilation[1]);
  }
}

std::int64_t length(Taps taps) { return std::max<std::int64_t>(taps.end - taps.begin, 0); }

std::int64_t divisor(const PoolGeometry& g, const Window& window) {
  if (!g.count_include_pad) return length(window.ky) * length(window.kx);
  return length(axis_taps(g, 0, window.y, true)) * length(axis_taps(g, 1, window.x, true));
}

}  // namespace

void max_pool(const PoolGeometry& g, const float* x, float* y, std::int64_t* position) {
  for_each_window(g, [&](const Window& window, std::int64_t out) {
    float best = -std::numeric_limits<float>::infinity();
    std::int64_t at = -1;
    for_each_tap(g, window, [&](std::int64_t i) {
      if (at >= 0 && !(x[i] > best) && !std::isnan(x[i])) return;
      best = x[i];
      at = i;
    });
    y[out] = best;
    if (position) position[out] = std::max<std::int64_t>(at, 0);
  });
}

void average_pool(const PoolGeometry& g, const float* x, float* y) {
  for_each_window(g, [&](const Window& window, std::int64_t out) {
    float sum = 0;
    for_each_tap(g, window, [&](std::int64_t i) { sum += x[i]; });
    const std::int64_t count = divisor(g, window);
    y[out] = count > 0 ? sum / static_cast<float>(count) : 0.f;
  });
}

float average(const float* x, std::int64_t count) {
  double sum = 0;  // a float would lose digits on large maps
  for (std::int64_t i = 0; i < count; ++i) sum += x[i];
  return static_cast<float>(sum / static_cast<double>(count));
}

}  // namespace perpixel::kernel
