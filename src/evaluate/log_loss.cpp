#include "evaluate/log_loss.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "error/error.h"

namespace perpixel {

namespace {

/// log sum exp of every position of a row: maximum first, so that nothing overflows.
void log_partition(const float* row, std::int64_t classes, std::int64_t plane, std::span<float> result) {
  const auto width = static_cast<std::int64_t>(result.size());
  std::vector<float> highest(row, row + width), sum(result.size(), 0.f);
  for (std::int64_t c = 1; c < classes; ++c)
    for (std::int64_t x = 0; x < width; ++x)
      highest[static_cast<std::size_t>(x)] =
          std::max(highest[static_cast<std::size_t>(x)], row[c * plane + x]);
  for (std::int64_t c = 0; c < classes; ++c)
    for (std::int64_t x = 0; x < width; ++x)
      sum[static_cast<std::size_t>(x)] += std::exp(row[c * plane + x] - highest[static_cast<std::size_t>(x)]);
  for (std::size_t x = 0; x < result.size(); ++x) result[x] = highest[x] + std::log(sum[x]);
}

}  // namespace

void LogLoss::add(const Tensor& logits, const LabelMap& truth) {
  if (logits.rank() != 4 || logits.size(0) != 1)
    throw Error(ErrorCode::shape_mismatch, "logits " + shape_text(logits.shape()) + " must be [1, C, H, W]");
  const std::int64_t classes = logits.size(1), height = logits.size(2), width = logits.size(3);
  const std::int64_t plane = height * width;
  std::vector<float> partition(static_cast<std::size_t>(width));
  for (std::int64_t y = 0; y < height; ++y) {
    const float* row = logits.floats().data() + y * width;
    log_partition(row, classes, plane, partition);
    const auto truth_y = static_cast<int>((2 * y + 1) * truth.height / (2 * height));
    for (std::int64_t x = 0; x < width; ++x) {
      const ClassId id = truth.at(truth_y, static_cast<int>((2 * x + 1) * truth.width / (2 * width)));
      if (id == kIgnore || id >= classes) continue;
      const float weight = weights_.empty() ? 1 : weights_.at(id);
      sum_ += weight * (partition[static_cast<std::size_t>(x)] - row[id * plane + x]);
      ++pixels_;
    }
  }
}

}  // namespace perpixel
