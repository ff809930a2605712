// Scores of boxes put together (Noh, Hong, Han 2015).
#pragma once

#include "image/image.h"
#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

/// Every sliding box of the picture (zeros beyond its edges), brought to the recipe's fixed size and scored;
/// its scores, brought back, are joined by the pixelwise maximum with what is there, from 0 on.
/// -> [1, classes, H, W]. The released script takes them a pixel up and left of where they belong; we do not.
Tensor proposal_scores(const Image& image, const Recipe& recipe, const Forward& forward);

}  // namespace perpixel
