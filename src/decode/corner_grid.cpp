#include "decode/corner_grid.h"

#include "decode/score_taps.h"
#include "error/error.h"

namespace perpixel {

namespace {

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
  const auto rows = corner_taps(static_cast<int>(scores.size(2)), stride, height);
  const auto columns = corner_taps(static_cast<int>(scores.size(3)), stride, width);
  Tensor out({1, scores.size(1), height, width});
  float* to = out.floats().data();
  for (std::int64_t k = 0; k < scores.size(1); ++k) {
    const float* plane = scores.floats().data() + k * scores.size(2) * scores.size(3);
    for (const ScoreTap& row : rows) {
      const float* above = plane + row.low * scores.size(3);
      const float* below = plane + row.high * scores.size(3);
      for (const ScoreTap& column : columns) {
        const float top = above[column.low] + column.high_share * (above[column.high] - above[column.low]);
        const float bottom = below[column.low] + column.high_share * (below[column.high] - below[column.low]);
        *to++ = top + row.high_share * (bottom - top);
      }
    }
  }
  return out;
}

}  // namespace perpixel
