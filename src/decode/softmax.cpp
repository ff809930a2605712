#include "decode/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "decode/bilinear_rows.h"

namespace perpixel {

namespace {

/// One row of all channels, planes `plane` apart, in place.
void softmax_row(float* row, int channels, std::size_t plane, std::size_t width, std::vector<float>& highest,
                 std::vector<float>& sum) {
  std::ranges::fill(highest, -std::numeric_limits<float>::infinity());
  std::ranges::fill(sum, 0.f);
  const auto each = [&](auto&& act) {
    for (int c = 0; c < channels; ++c)
      for (std::size_t x = 0; x < width; ++x) act(row[static_cast<std::size_t>(c) * plane + x], x);
  };
  each([&](float& v, std::size_t x) { highest[x] = std::max(highest[x], v); });
  each([&](float& v, std::size_t x) { sum[x] += v = std::exp(v - highest[x]); });
  each([&](float& v, std::size_t x) { v /= sum[x]; });
}

}  // namespace

std::vector<float> softmax(std::span<const float> scores) {
  std::vector<float> probabilities(scores.begin(), scores.end());
  std::vector<float> highest(1), sum(1);
  softmax_row(probabilities.data(), static_cast<int>(scores.size()), 1, 1, highest, sum);
  return probabilities;
}

Tensor softmax_probabilities(const Tensor& logits, int height, int width) {
  BilinearRows rows(logits, height, width);
  Tensor probabilities({1, rows.channels(), height, width});
  const auto columns = static_cast<std::size_t>(width), plane = static_cast<std::size_t>(height) * columns;
  std::vector<float> highest(columns), sum(columns);
  for (int y = 0; y < height; ++y) {
    rows.move_to(y);
    float* row = probabilities.floats().data() + static_cast<std::size_t>(y) * columns;
    for (int c = 0; c < rows.channels(); ++c) rows.row(c, row + static_cast<std::size_t>(c) * plane);
    softmax_row(row, rows.channels(), plane, columns, highest, sum);
  }
  return probabilities;
}

}  // namespace perpixel
