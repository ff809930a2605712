// The loss of masks in boxes: of each box, the grid of classifiers of its own class.
#pragma once

#include "autograd/libtorch.h"
#include "tensor/tensor.h"

namespace perpixel {

/// scores [R, classes * grid * grid, h, w] of any float type, targets [R, h, w] i64 in {1 inside, 0 outside,
/// -1 ignored}, classes [R] i64, one weight a box [R] f32 -> scalar f32: location_grid_loss of the grid *
/// grid scores of each box's class (loss/location_grid.h), summed over positions, divided by R. Other classes
/// get no gradient. Computed on the CPU in f64, with the release's own gradient. Throws shape_mismatch when
/// the shapes do not belong together or a class is not scored.
at::Tensor box_mask_loss(const at::Tensor& scores, const Tensor& targets, const Tensor& classes,
                         const Tensor& weights, int grid);

}  // namespace perpixel
