// A picture -> what it shows.
#pragma once

#include <vector>

#include "decode/top_k.h"
#include "image/image.h"
#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

struct Classification {
  std::vector<ScoredClass> best;  // at most k, most probable first
  std::vector<float> logits;      // [classes]
};

/// Ties go to the lower id.
Classification classify(const Image& image, const Recipe& recipe, const Forward& forward, int k = 5);

}  // namespace perpixel
