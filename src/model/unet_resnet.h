// U-Net's decoder on a residual trunk, as segmentation_models_pytorch defines it.
#pragma once

#include "model/model.h"

namespace perpixel {

/// ResNet-34 (model.backbone takes another) at stride 32; five blocks that enlarge to the next finer map
/// (nearest), join it as a skip and convolve twice with batch norm to 256w, 128w, 64w, 32w, 16w channels (the
/// last without a skip); scores by a 3x3 at the picture's size. The recipe fills sides up to multiples of 32,
/// which are what the original takes. Its names: encoder.*, decoder.blocks.*, segmentation_head.*.
Model unet_resnet34(const ModelOptions& options);

}  // namespace perpixel
