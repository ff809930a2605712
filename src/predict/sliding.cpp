#include "predict/sliding.h"

#include <algorithm>
#include <cstring>

#include "decode/softmax.h"
#include "predict/score.h"

namespace perpixel {

namespace {

struct Cell {
  int top, left, height, width;
};

/// Where row y of channel c starts in a [1, C, h, w] map.
std::int64_t row_start(const Tensor& map, int c, int y) {
  return (static_cast<std::int64_t>(c) * map.size(2) + y) * map.size(3);
}

Tensor cut(const Tensor& data, const Cell& cell) {
  Tensor out({1, data.size(1), cell.height, cell.width});
  float* to = out.floats().data();
  for (int c = 0; c < static_cast<int>(data.size(1)); ++c)
    for (int y = 0; y < cell.height; ++y, to += cell.width)
      std::memcpy(to, data.floats().data() + row_start(data, c, cell.top + y) + cell.left,
                  sizeof(float) * static_cast<std::size_t>(cell.width));
  return out;
}

void add_at(Tensor& sum, const Tensor& part, const Cell& cell) {
  for (int c = 0; c < static_cast<int>(part.size(1)); ++c)
    for (int y = 0; y < cell.height; ++y) {
      float* to = sum.floats().data() + row_start(sum, c, cell.top + y) + cell.left;
      const float* from = part.floats().data() + row_start(part, c, y);
      for (int x = 0; x < cell.width; ++x) to[x] += from[x];
    }
}

/// How many windows cover each position of one axis; the count of a pixel is the product of its two axes.
std::vector<float> coverage(const std::vector<int>& starts, int window, int size) {
  std::vector<float> count(static_cast<std::size_t>(size));
  for (const int start : starts)
    for (int i = start; i < std::min(size, start + window); ++i) ++count[static_cast<std::size_t>(i)];
  return count;
}

void divide(Tensor& sum, const std::vector<float>& rows, const std::vector<float>& columns) {
  float* value = sum.floats().data();
  for (std::int64_t c = 0; c < sum.size(1); ++c)
    for (const float row : rows)
      for (const float column : columns) *value++ /= row * column;
}

}  // namespace

std::vector<int> window_starts(int size, int window, int overlap) {
  std::vector<int> starts{0};
  const int step = std::max(1, window - overlap);
  while (starts.back() + window < size) starts.push_back(std::min(starts.back() + step, size - window));
  return starts;
}

Tensor sliding_probabilities(const Tensor& data, int window, int overlap, const Recipe& recipe,
                             const Forward& forward) {
  const int height = static_cast<int>(data.size(2)), width = static_cast<int>(data.size(3));
  const auto tops = window_starts(height, window, overlap), lefts = window_starts(width, window, overlap);
  Tensor sum = Tensor::zeros({1, static_cast<std::int64_t>(recipe.classes.size()), height, width});
  for (const int top : tops)
    for (const int left : lefts) {
      const Cell cell{top, left, std::min(window, height), std::min(window, width)};
      const Tensor logits = score(cut(data, cell), recipe, forward);
      add_at(sum, softmax_probabilities(logits, cell.height, cell.width), cell);
    }
  divide(sum, coverage(tops, window, height), coverage(lefts, window, width));
  return sum;
}

}  // namespace perpixel
