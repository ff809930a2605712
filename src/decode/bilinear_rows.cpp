#include "decode/bilinear_rows.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

BilinearRows::BilinearRows(const Tensor& map, int height, int width) : width_(width) {
  if (map.rank() != 4 || map.size(0) != 1 || map.count() == 0 || height < 1 || width < 1)
    throw Error(ErrorCode::shape_mismatch, "scores " + shape_text(map.shape()) + " cannot be brought to " +
                                               std::to_string(height) + " x " + std::to_string(width) +
                                               " pixels; wanted [1, C, h, w]");
  map_ = map.floats().data();
  channels_ = static_cast<int>(map.size(1));
  in_height_ = static_cast<int>(map.size(2));
  in_width_ = static_cast<int>(map.size(3));
  lines_ = cover_taps(in_height_, height);
  columns_ = cover_taps(in_width_, width);
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
    for (const ScoreTap& tap : columns_)
      *to++ = tap.high_share == 0 ? from[tap.low]
                                  : (1 - tap.high_share) * from[tap.low] + tap.high_share * from[tap.high];
  }
  return older.values;
}

void BilinearRows::move_to(int y) {
  const ScoreTap& line = lines_[static_cast<std::size_t>(y)];
  high_share_ = line.high_share;
  // Low first: the cache then drops whichever of its rows lies higher up, never the one just asked for.
  low_ = enlarged(line.low).data();
  high_ = enlarged(line.high).data();
}

void BilinearRows::row(int c, float* to) const {
  const auto start = static_cast<std::size_t>(c) * static_cast<std::size_t>(width_);
  const float *low = low_ + start, *high = high_ + start;
  const float a = 1 - high_share_, b = high_share_;
  if (b == 0) return void(std::copy_n(low, width_, to));
  for (int x = 0; x < width_; ++x) to[x] = a * low[x] + b * high[x];
}

}  // namespace perpixel
