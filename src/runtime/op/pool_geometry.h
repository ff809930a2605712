// What MaxPool and AveragePool share: their window, checked, and its kernel's geometry.
#pragma once

#include "graph/op/window.h"
#include "runtime/kernel/pool.h"
#include "runtime/op/op.h"

namespace perpixel::op {

/// Refuses padding as wide as the window: such a window could lie in the padding alone.
inline Window pool_window(const Site& site) {
  const Window window = window_of(site.node);
  for (const int axis : {0, 1}) {
    const auto a = static_cast<std::size_t>(axis);
    if (window.pad_begin[a] >= window.reach(axis) || window.pad_end[a] >= window.reach(axis))
      refuse(site, "the padding must be smaller than the window");
  }
  return window;
}

inline kernel::PoolGeometry pool_geometry(const Window& window, const Shape& x, const Shape& y) {
  return {.in = {x[2], x[3]},
          .out = {y[2], y[3]},
          .kernel = window.kernel,
          .stride = window.stride,
          .dilation = window.dilation,
          .pad_begin = window.pad_begin,
          .pad_end = window.pad_end,
          .count_include_pad = window.count_include_pad};
}

}  // namespace perpixel::op
