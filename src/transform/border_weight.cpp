#include "transform/border_weight.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "error/error.h"
#include "label/distance_transform.h"

namespace perpixel {

namespace {

/// Rows [top, bottom) and columns [left, right).
struct Window {
  int top = std::numeric_limits<int>::max(), left = std::numeric_limits<int>::max(), bottom = 0, right = 0;

  void include(int y, int x) {
    top = std::min(top, y);
    left = std::min(left, x);
    bottom = std::max(bottom, y + 1);
    right = std::max(right, x + 1);
  }
  Window grown(int px, int height, int width) const {
    Window window;
    window.top = std::max(0, top - px);
    window.left = std::max(0, left - px);
    window.bottom = std::min(height, bottom + px);
    window.right = std::min(width, right + px);
    return window;
  }
};

std::vector<Window> extents(const CellMap& cells) {
  std::vector<Window> windows(static_cast<std::size_t>(cells.count));
  for (int y = 0; y < cells.height; ++y)
    for (int x = 0; x < cells.width; ++x) {
      const std::int32_t id = cells.ids[static_cast<std::size_t>(y) * static_cast<std::size_t>(cells.width) +
                                        static_cast<std::size_t>(x)];
      if (id != kNoCell) windows[static_cast<std::size_t>(id)].include(y, x);
    }
  return windows;
}

constexpr std::int64_t kNowhere = std::numeric_limits<std::int64_t>::max();

/// Squared distances to the nearest and the second nearest cell so far.
struct TwoNearest {
  std::int64_t first = kNowhere, second = kNowhere;

  void meet(std::int64_t distance) {
    second = std::min(second, std::max(first, distance));
    first = std::min(first, distance);
  }
};

/// Only around the cell: elsewhere its distance decides nothing.
void meet_cell(const CellMap& cells, std::int32_t cell, const Window& around,
               std::vector<TwoNearest>& nearest) {
  const int height = around.bottom - around.top, width = around.right - around.left;
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
  const auto in_map = [&](int y, int x) {
    return static_cast<std::size_t>(around.top + y) * static_cast<std::size_t>(cells.width) +
           static_cast<std::size_t>(around.left + x);
  };
  std::size_t at = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) inside[at++] = cells.ids[in_map(y, x)] == cell;
  const std::vector<std::int64_t> distance = squared_distances(inside, height, width);
  at = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) nearest[in_map(y, x)].meet(distance[at++]);
}

void require(bool holds, const char* field, double value, const char* bound) {
  if (!holds)
    throw Error(ErrorCode::bad_value,
                std::string(field) + " = " + std::to_string(value) + " must be " + bound);
}

}  // namespace

void check_border_weight(const BorderWeight& options) {
  require(options.weight >= 0 && options.weight <= 1e4, "border_weight", options.weight, "in [0, 10000]");
  require(options.sigma > 0 && options.sigma <= 100, "border_sigma", options.sigma, "in (0, 100]");
}

int border_reach(const BorderWeight& options) { return static_cast<int>(std::ceil(6 * options.sigma)); }

std::vector<float> border_weights(const CellMap& cells, const BorderWeight& options) {
  std::vector<float> weights(cells.ids.size(), 0.f);
  if (options.weight == 0 || cells.count < 2) return weights;
  std::vector<TwoNearest> nearest(cells.ids.size());
  const std::vector<Window> windows = extents(cells);
  for (std::int32_t cell = 0; cell < cells.count; ++cell) {
    const Window& extent = windows[static_cast<std::size_t>(cell)];
    if (extent.bottom == 0) continue;  // an id without pixels
    meet_cell(cells, cell, extent.grown(border_reach(options), cells.height, cells.width), nearest);
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (cells.ids[i] != kNoCell || nearest[i].second == kNowhere) continue;
    const double sum =
        std::sqrt(static_cast<double>(nearest[i].first)) + std::sqrt(static_cast<double>(nearest[i].second));
    weights[i] =
        static_cast<float>(options.weight * std::exp(-sum * sum / (2 * options.sigma * options.sigma)));
  }
  return weights;
}

}  // namespace perpixel
