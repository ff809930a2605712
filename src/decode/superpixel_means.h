// Means of an enlarged map over superpixels, without enlarging it.
#pragma once

#include <cstdint>
#include <vector>

#include "decode/superpixels.h"
#include "tensor/tensor.h"

namespace perpixel {

/// mean_features(superpixels, interpolate(map, H, W)) for maps of one size: enlarging and averaging are
/// linear, so each mean is a weighted sum of the few cells that a superpixel touches. The weights are found
/// once and serve every channel.
class SuperpixelMeans {
 public:
  /// For maps whose `cell_height` x `cell_width` cells cover the picture together (align_corners = false).
  SuperpixelMeans(const Superpixels& superpixels, int cell_height, int cell_width);

  /// map [1, C, cell_height, cell_width] f32 -> [count, C], summed in double. Throws shape_mismatch.
  Tensor of(const Tensor& map) const;

 private:
  struct Share {
    std::int64_t cell;  // y * cell_width + x
    double weight;      // those of one superpixel sum to 1
  };

  int cell_height_, cell_width_;
  std::vector<Share> shares_;        // superpixel by superpixel, none 0
  std::vector<std::size_t> begins_;  // [count + 1]: superpixel s has [begins_[s], begins_[s + 1])
};

}  // namespace perpixel
