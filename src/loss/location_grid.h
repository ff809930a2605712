// Sigmoid, blend and logarithm as one function: the loss of a grid of location-specific classifiers.
#pragma once

#include "tensor/tensor.h"

namespace perpixel {

struct LocationGridLoss {
  double loss = 0;
  Tensor gradient;  // with respect to the scores, their shape
};

/// Scores [R, grid * grid, h, w], targets [R, h, w] i64 in {1 inside, 0 outside, -1 ignored}, one weight a
/// box [R] -> -weight log p where inside, -weight log(1 - p) where outside, p the blend of the four nearest
/// classifiers' sigmoids, no logarithm below that of FLT_MIN; summed over pixels, divided by R. The gradient
/// is computed as the release does, so that no division by a vanishing p happens: -weight min(1, a_k p_k / p)
/// (1 - p_k) inside, +weight min(1, a_k (1 - p_k) / (1 - p)) p_k outside. Throws shape_mismatch.
LocationGridLoss location_grid_loss(const Tensor& scores, const Tensor& targets, const Tensor& weights,
                                    int grid);

/// min(area / 224^2, 1): small boxes hold few pixels of evidence.
float location_grid_weight(float box_area_px);

}  // namespace perpixel
