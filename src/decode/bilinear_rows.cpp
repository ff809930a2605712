#include "decode/bilinear_rows.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

BilinearRows::BilinearRows(const Tensor& map, int height, int width) : height_(height), width_(width) {
  if (map.rank() != 4 || map.size(0) != 1 || map.count() == 0 || height < 1 || width < 1)
    throw Error(ErrorCode::shape_mismatch, "scores " + shape_text(map.shape()) + " cannot be brought to " +
                                               std::to_string(height) + " x " + std::to_string(width) +
                                               " pixels; wanted [1, C, h, w]");
  map_ = map.floats().data();
  channels_ = static_cast<int>(map.size(1));
  in_height_ = static_cast<int>(map.size(2));
  in_width_ = static_cast<int>(map.size(3));
  for (int x = 0; x < width; ++x) columns_.push_back(step_of(x, in_width_, width));
}

/// Source position (i + 0.5) * in / out - 0.5, not below 0; the last position has no right neighbour.
BilinearRows::Step BilinearRows::step_of(int position, int in, int out) {
  const float scale = static_cast<float>(in) / static_cast<float>(out);
  const float source = std::max(0.f, (static_cast<float>(position) + 0.5f) * scale - 0.5f);
  const int low = std::min(static_cast<int>(source), in - 1);
  const float high_weight = std::clamp(source - static_cast<float>(low), 0.f, 1.f);
  return {low, std::min(low + 1, in - 1), 1 - high_weight, high_weight};
}

const std::vector<float>& BilinearRows::enlarged(int source_row) {
  for (const Enlarged& kept : rows_)
    if (kept.source_row == source_row) return kept.values;
  Enlarged& older = rows_[rows_[0].source_row < rows_[1].source_row ? 0 : 1];
  older.source_row = source_row;
  older.values.resize(static_cast<std::size_t>(channels_) * static_cast<std::size_t>(width_));
  float* to = older.values.data();
  for (int c = 0; c < channels_; ++c) {
    const float* from = map_ + (static_cast<std::size_t>(c) * static_cast<std::size_t>(in_height_) +
                                static_cast<std::size_t>(source_row)) *
                                   static_cast<std::size_t>(in_width_);
    if (in_width_ == width_) {
      to = std::copy_n(from, width_, to);
      continue;
    }
    // An infinite or undefined score must not leak into its neighbour through a weight of 0.
    for (const Step& step : columns_)
      *to++ = step.high_weight == 0 ? from[step.low]
                                    : step.low_weight * from[step.low] + step.high_weight * from[step.high];
  }
  return older.values;
}

void BilinearRows::move_to(int y) {
  vertical_ = step_of(y, in_height_, height_);
  // Low first: the cache then drops whichever of its rows lies higher up, never the one just asked for.
  low_ = enlarged(vertical_.low).data();
  high_ = enlarged(vertical_.high).data();
}

void BilinearRows::row(int c, float* to) const {
  const auto start = static_cast<std::size_t>(c) * static_cast<std::size_t>(width_);
  const float *low = low_ + start, *high = high_ + start;
  const float a = vertical_.low_weight, b = vertical_.high_weight;
  if (b == 0) return void(std::copy_n(low, width_, to));
  for (int x = 0; x < width_; ++x) to[x] = a * low[x] + b * high[x];
}

}  // namespace perpixel
