// A grid of location-specific classifiers over a box (Hariharan, Arbelaez, Girshick, Malik 2015): the pixel's
// probability is a blend of its four nearest classifiers' probabilities.
#pragma once

#include <array>
#include <vector>

#include "label/box.h"
#include "tensor/tensor.h"

namespace perpixel {

/// Where position `i` of `size` lies among `cells` along one axis: between `low` and `high` (clamped to the
/// grid), `high` weighing `share`, `low` the rest. The coordinate is (i + 0.5) cells / size - 0.5; its
/// fraction is taken before the clamp (the release's LocallyConnected).
struct GridPlace {
  int low = 0, high = 0;
  float share = 0;
};
GridPlace grid_place(int i, int size, int cells);

/// The four classifiers of one position and their weights, which sum to 1. At the border two may be the same.
struct GridBlend {
  std::array<int, 4> cells;  // y * grid + x
  std::array<float, 4> weights;
};
GridBlend grid_blend(int y, int x, int height, int width, int grid);

/// Scores of grid * grid classifiers [R, grid * grid, h, w] -> probabilities [R, 1, h, w]: the sigmoid of
/// each of the four, blended. Throws shape_mismatch for another number of channels.
Tensor location_grid_probabilities(const Tensor& scores, int grid);

/// The side of the grid of scores [N, categories * side * side, h, w]. Throws shape_mismatch where there is
/// none.
int location_grid_side(const Shape& scores, std::size_t categories);

/// The scores of one category's grid for row `n`: [1, grid * grid, h, w] of [N, categories * grid * grid, h,
/// w].
Tensor category_scores(const Tensor& scores, std::int64_t n, int category, int grid);

/// One value of a probability map [rows, columns] of a whole box at (y, x), in parts of the box (0..1):
/// bilinear between the centres of cells, clamped to the outer ones.
float location_grid_sample(const Tensor& map, float y, float x);

/// Samples a feature map [1, C, h, w] over a box on a size x size grid: at ((i + 0.5) / size * side + corner)
/// * h - 0.5 bilinearly, box in parts of the map (0..1), neighbours clamped to the map after the weights are
/// computed (the release's BoxUpsample) -> [1, C, size, size].
Tensor box_upsample(const Tensor& map, const Box& box, int size);

/// The release's normalised box: (x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5) / (W - 1, H - 1) of a box given by
/// its first and last pixel (the half-open box [x0, x1) ends with pixel x1 - 1). A picture one pixel wide
/// divides by 1.
Box normalised_box(const Box& box, int height, int width);

}  // namespace perpixel
