// A window that slides over pictures larger than a network should see at once.
#pragma once

#include <vector>

#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

/// Corners of windows of `window` px over `size` px in steps of window - overlap; the last one ends at the
/// border. {0} when the window covers everything.
std::vector<int> window_starts(int size, int window, int overlap);

/// data [1, C, h, w] -> probabilities [1, classes, h, w]: softmax per window, averaged where windows overlap.
/// Windows are cut to the picture, never squashed or padded.
Tensor sliding_probabilities(const Tensor& data, int window, int overlap, const Recipe& recipe,
                             const Forward& forward);

}  // namespace perpixel
