// What the networks of segmentation_models_pytorch 0.6 have in common.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// The score layer "segmentation_head.0": kernel x kernel, Xavier, biases that learn and decay as weights do.
Value segmentation_head(Value x, int kernel, const ModelOptions& options);

/// Pictures as torchvision's, filled up to multiples of 32 px, which the encoders demand. `scores` builds the
/// graph from the picture to the output.
Model segmentation_model(const char* name, Value (*scores)(Value data, const ModelOptions& options),
                         const ModelOptions& options);

}  // namespace perpixel
