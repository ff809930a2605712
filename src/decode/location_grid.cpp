#include "decode/location_grid.h"

#include <algorithm>
#include <cmath>

#include "error/error.h"

namespace perpixel {

namespace {

/// Neighbours of a coordinate on an axis of `size` cells; the share is fixed before the clamp.
GridPlace place_at(float coordinate, int size) {
  const float below = std::floor(coordinate);
  const auto clamped = [&](float cell) {
    return static_cast<int>(std::clamp(cell, 0.f, static_cast<float>(size - 1)));
  };
  return {clamped(below), clamped(below + 1), coordinate - below};
}

float sigmoid(float score) { return 1 / (1 + std::exp(-score)); }

/// One row of places for `size` positions between two edges, given in cells of the map.
std::vector<GridPlace> places(float low, float high, int size, int cells) {
  std::vector<GridPlace> row;
  for (int i = 0; i < size; ++i) {
    const float part = (static_cast<float>(i) + 0.5f) / static_cast<float>(size);
    row.push_back(place_at((part * (high - low) + low) * static_cast<float>(cells) - 0.5f, cells));
  }
  return row;
}

float sample(const float* plane, std::size_t width, const GridPlace& y, const GridPlace& x) {
  const float* above = plane + static_cast<std::size_t>(y.low) * width;
  const float* below = plane + static_cast<std::size_t>(y.high) * width;
  const float top = above[x.low] + (above[x.high] - above[x.low]) * x.share;
  const float bottom = below[x.low] + (below[x.high] - below[x.low]) * x.share;
  return top + (bottom - top) * y.share;
}

}  // namespace

GridPlace grid_place(int i, int size, int cells) {
  return place_at(
      (static_cast<float>(i) + 0.5f) * static_cast<float>(cells) / static_cast<float>(size) - 0.5f, cells);
}

GridBlend grid_blend(int y, int x, int height, int width, int grid) {
  const GridPlace row = grid_place(y, height, grid), column = grid_place(x, width, grid);
  return {{row.low * grid + column.low, row.low * grid + column.high, row.high * grid + column.low,
           row.high * grid + column.high},
          {(1 - row.share) * (1 - column.share), (1 - row.share) * column.share,
           row.share * (1 - column.share), row.share * column.share}};
}

Tensor location_grid_probabilities(const Tensor& scores, int grid) {
  if (scores.rank() != 4 || scores.size(1) != grid * grid)
    throw Error(ErrorCode::shape_mismatch, "a grid of " + std::to_string(grid) + " x " +
                                               std::to_string(grid) + " classifiers does not score " +
                                               shape_text(scores.shape()));
  const int height = static_cast<int>(scores.size(2)), width = static_cast<int>(scores.size(3));
  Tensor out({scores.size(0), 1, height, width});
  const auto pixels = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  const float* from = scores.floats().data();
  float* to = out.floats().data();
  for (std::int64_t r = 0; r < scores.size(0); ++r, from += static_cast<std::size_t>(grid * grid) * pixels)
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x, ++to) {
        const GridBlend blend = grid_blend(y, x, height, width, grid);
        const auto pixel =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
        float sum = 0;
        for (std::size_t k = 0; k < 4; ++k)
          sum += blend.weights[k] * sigmoid(from[static_cast<std::size_t>(blend.cells[k]) * pixels + pixel]);
        *to = sum;
      }
  return out;
}

int location_grid_side(const Shape& scores, std::size_t categories) {
  const std::int64_t channels = scores.size() == 4 ? scores[1] : 0;
  for (int side = 1; static_cast<std::int64_t>(categories) * side * side <= channels; ++side)
    if (static_cast<std::int64_t>(categories) * side * side == channels) return side;
  throw Error(ErrorCode::shape_mismatch, "scores " + shape_text(scores) +
                                             " are not of a grid of classifiers for each of " +
                                             std::to_string(categories) + " classes");
}

Tensor category_scores(const Tensor& scores, std::int64_t n, int category, int grid) {
  const std::int64_t own = std::int64_t{grid} * grid, pixels = scores.size(2) * scores.size(3);
  if (n < 0 || n >= scores.size(0) || category < 0 || (category + 1) * own > scores.size(1))
    throw Error(ErrorCode::shape_mismatch, "scores " + shape_text(scores.shape()) + " have no category " +
                                               std::to_string(category) + " for box " + std::to_string(n));
  Tensor out({1, own, scores.size(2), scores.size(3)});
  std::copy_n(scores.floats().data() + (n * scores.size(1) + category * own) * pixels, own * pixels,
              out.floats().data());
  return out;
}

float location_grid_sample(const Tensor& map, float y, float x) {
  const auto rows = static_cast<int>(map.size(0)), columns = static_cast<int>(map.size(1));
  return sample(map.floats().data(), static_cast<std::size_t>(columns),
                place_at(y * static_cast<float>(rows) - 0.5f, rows),
                place_at(x * static_cast<float>(columns) - 0.5f, columns));
}

Tensor box_upsample(const Tensor& map, const Box& box, int size) {
  if (map.rank() != 4 || map.size(0) != 1)
    throw Error(ErrorCode::shape_mismatch, "boxes are sampled from one map, not " + shape_text(map.shape()));
  const auto rows = places(box.y0, box.y1, size, static_cast<int>(map.size(2)));
  const auto columns = places(box.x0, box.x1, size, static_cast<int>(map.size(3)));
  const auto width = static_cast<std::size_t>(map.size(3));
  Tensor out({1, map.size(1), size, size});
  const float* plane = map.floats().data();
  float* to = out.floats().data();
  for (std::int64_t c = 0; c < map.size(1); ++c, plane += static_cast<std::size_t>(map.size(2)) * width)
    for (const GridPlace& y : rows)
      for (const GridPlace& x : columns) *to++ = sample(plane, width, y, x);
  return out;
}

Box normalised_box(const Box& box, int height, int width) {
  const float down = static_cast<float>(std::max(1, height - 1)),
              right = static_cast<float>(std::max(1, width - 1));
  return {(box.x0 - 0.5f) / right, (box.y0 - 0.5f) / down, (box.x1 - 0.5f) / right, (box.y1 - 0.5f) / down};
}

}  // namespace perpixel
