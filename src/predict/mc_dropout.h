// Several draws of a network that drops activations (Kendall, Badrinarayanan, Cipolla 2015).
#pragma once

#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

struct SampledScore {
  Tensor logits;    // [1, K, h, w]: logarithm of the mean of the draws' softmax
  Tensor variance;  // [1, 1, h, w]: variance of the softmax over the draws, mean over classes; in [0, 1 / 4]
};

/// Draws 0 ... recipe.samples - 1 of data [1, C, h, w]; the same picture gives the same answer every time.
SampledScore sampled_score(const Tensor& data, const Recipe& recipe, const Forward& forward);

}  // namespace perpixel
