// DeepLab v3+ (Chen, Zhu, Papandreou, Schroff, Adam 2018), as segmentation_models_pytorch defines it.
#pragma once

#include "model/model.h"

namespace perpixel {

/// ResNet-34 (model.backbone takes another) at model.output_stride (16, or 8). Atrous pyramid of separable
/// convolutions at model.atrous_rates (12, 24, 36) and the picture's average, 256w channels, separable 3x3;
/// enlarged (aligned corners) to stride 4 and joined with the trunk's map there at 48w channels; separable
/// 3x3, scored, enlarged to the picture (aligned corners). The recipe fills sides up to multiples of 32. The
/// original's names: encoder.*, decoder.aspp.*, decoder.block1, decoder.block2, segmentation_head.0.
Model deeplabv3plus_resnet34(const ModelOptions& options);

}  // namespace perpixel
