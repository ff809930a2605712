// Bilinear enlargement of a [C, h, w] map one output row at a time: the whole enlarged map is never in
// memory.
#pragma once

#include <span>
#include <vector>

#include "decode/score_taps.h"
#include "tensor/tensor.h"

namespace perpixel {

/// Equals interpolate(map, height, width, bilinear, align_corners = false), row by row.
class BilinearRows {
 public:
  /// map [1, C, h, w] f32, kept alive by the caller.
  BilinearRows(const Tensor& map, int height, int width);

  int channels() const { return channels_; }
  int width() const { return width_; }

  /// Moves to output row y; ask in increasing order (each source row is enlarged once).
  void move_to(int y);
  /// Row y of channel c, `width` values.
  void row(int c, float* to) const;

 private:
  const std::vector<float>& enlarged(int source_row);

  const float* map_;
  int channels_, in_height_, in_width_, width_;
  std::vector<ScoreTap> lines_, columns_;
  float high_share_ = 0;
  struct Enlarged {
    int source_row = -1;
    std::vector<float> values;  // [C, width]
  };
  Enlarged rows_[2];
  const float* low_ = nullptr;
  const float* high_ = nullptr;
};

}  // namespace perpixel
