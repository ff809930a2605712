// Lite R-ASPP (Howard et al. 2019) as torchvision defines it.
#pragma once

#include "model/model.h"

namespace perpixel {

/// MobileNetV3 at stride 16 (model.backbone, model.output_stride). The last map to 128w channels, weighed by
/// the sigmoid of the picture's average, brought to stride 8; scores of it and of the trunk's map at stride 8
/// summed, bilinear to the picture (half-pixel). torchvision's names: backbone.*, classifier.*.
Model lraspp_mobilenet_v3_large(const ModelOptions& options);

}  // namespace perpixel
