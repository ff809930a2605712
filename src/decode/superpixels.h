// A picture cut into small connected regions of similar colour, and what people ask of them.
#pragma once

#include <cstdint>
#include <vector>

#include "decode/proposal_boxes.h"
#include "label/label_map.h"
#include "tensor/tensor.h"

namespace perpixel {

struct Superpixels {
  int height = 0, width = 0, count = 0;
  std::vector<std::int32_t> ids;  // [H, W] in [0, count), every id occurs

  std::int32_t at(int y, int x) const {
    return ids[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  friend bool operator==(const Superpixels&, const Superpixels&) = default;
};

/// Pixels of each superpixel, [count].
std::vector<int> superpixel_sizes(const Superpixels& superpixels);

/// Per superpixel the others that share a pixel edge with it, ascending.
std::vector<std::vector<std::int32_t>> superpixel_neighbours(const Superpixels& superpixels);

/// The smallest box around each superpixel, [count].
std::vector<PixelBox> superpixel_boxes(const Superpixels& superpixels);

/// The smallest box around each superpixel and all that are at most `radius` neighbours away, [count].
std::vector<PixelBox> neighbourhood_boxes(const Superpixels& superpixels, int radius);

/// The class of most labelled pixels of each superpixel, [count]; ties go to the lower id, kIgnore where no
/// pixel is labelled. Throws size_mismatch.
std::vector<ClassId> majority_labels(const Superpixels& superpixels, const LabelMap& labels);

/// features [1, C, H, W] f32 -> [count, C]: the mean over each superpixel, summed in double. Throws
/// shape_mismatch.
Tensor mean_features(const Superpixels& superpixels, const Tensor& features);

/// labels [count] -> the map in which every pixel has its superpixel's. Throws size_mismatch.
LabelMap paint_superpixels(const Superpixels& superpixels, const std::vector<ClassId>& labels);

}  // namespace perpixel
