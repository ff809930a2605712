// One call of the main graph, its answer checked.
#pragma once

#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

/// data [1, C, h, w] -> the main graph's logits: [1, classes, h', w'] (semantic), which cover the picture, or
/// [1, classes] (classify). Surroundings that the recipe asks for are added before and taken off after: then,
/// and for scores on a corner grid, h' = h and w' = w. `sample` numbers the draw of a network that drops
/// in deployment too (procedure mc_dropout). Throws graph_invalid when there is no such output, class_count
/// or shape_mismatch when it has another shape.
Tensor score(const Tensor& data, const Recipe& recipe, const Forward& forward, int sample = 0);

/// The same without surroundings: what the network itself says of a tensor that has them already.
Tensor network_scores(const Tensor& surrounded, const Recipe& recipe, const Forward& forward, int sample = 0);

}  // namespace perpixel
