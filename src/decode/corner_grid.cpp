#include "decode/corner_grid.h"

#include <algorithm>
#include <vector>

#include "error/error.h"

namespace perpixel {

namespace {

struct Between {
  std::int64_t low, high;
  float share;  // of `high`
};

std::vector<Between> steps(std::int64_t cells, int stride, int pixels) {
  std::vector<Between> steps;
  for (int p = 0; p < pixels; ++p) {
    const std::int64_t low = std::min<std::int64_t>(p / stride, cells - 1);
    steps.push_back(
        {low, std::min(low + 1, cells - 1), static_cast<float>(p % stride) / static_cast<float>(stride)});
  }
  return steps;
}

void require_reach(const Tensor& scores, int stride, int height, int width) {
  const auto reaches = [&](std::int64_t cells, int pixels) {
    return cells > 0 && pixels <= (cells + 1) * std::int64_t{stride};
  };
  if (scores.rank() == 4 && reaches(scores.size(2), height) && reaches(scores.size(3), width)) return;
  throw Error(ErrorCode::shape_mismatch,
              "scores " + shape_text(scores.shape()) + " at stride " + std::to_string(stride) +
                  " do not reach over " + std::to_string(height) + " x " + std::to_string(width) + " pixels");
}

}  // namespace

Tensor spread_corner_grid(const Tensor& scores, int stride, int height, int width) {
  require_reach(scores, stride, height, width);
  const auto rows = steps(scores.size(2), stride, height), columns = steps(scores.size(3), stride, width);
  Tensor out({1, scores.size(1), height, width});
  float* to = out.floats().data();
  for (std::int64_t k = 0; k < scores.size(1); ++k) {
    const float* plane = scores.floats().data() + k * scores.size(2) * scores.size(3);
    for (const Between& row : rows) {
      const float* above = plane + row.low * scores.size(3);
      const float* below = plane + row.high * scores.size(3);
      for (const Between& column : columns) {
        const float top = above[column.low] + column.share * (above[column.high] - above[column.low]);
        const float bottom = below[column.low] + column.share * (below[column.high] - below[column.low]);
        *to++ = top + row.share * (bottom - top);
      }
    }
  }
  return out;
}

}  // namespace perpixel
