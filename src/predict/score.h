// One call of the main graph, its answer checked.
#pragma once

#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

/// data [1, C, h, w] -> the main graph's logits: [1, classes, h', w'] (semantic) or [1, classes] (classify).
/// Throws graph_invalid when there is no such output, class_count or shape_mismatch when it has another
/// shape.
Tensor score(const Tensor& data, const Recipe& recipe, const Forward& forward);

}  // namespace perpixel
