// Weights of the pixels of one training picture, under the same augmentation as its truth.
#pragma once

#include <span>

#include "transform/augment_plan.h"
#include "transform/border_weight.h"

namespace perpixel {

/// weights: [h, w] of training_pair_size. Each becomes 1 + b / c, where b is the border term (border_weights)
/// and c the weight of the pixel's class (`class_weights`; empty = 1), which the loss multiplies it with:
/// together w_c + w0 exp(...), as published. 1 where a class weighs nothing and where there is no truth.
/// Cells are found on the whole picture, so that a crop cuts none in two, and brought along by nearest
/// neighbour; distances are taken in the training picture, where the loss is, with cells up to border_reach
/// beyond its border.
void fill_pixel_weights(const Example& example, const AugmentPlan& plan, const BorderWeight& border,
                        std::span<const float> class_weights, std::span<float> weights);

}  // namespace perpixel
