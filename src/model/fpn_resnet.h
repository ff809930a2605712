// A feature pyramid with a segmentation head (Kirillov et al. 2019) on a residual trunk, as
// segmentation_models_pytorch defines it.
#pragma once

#include "model/model.h"

namespace perpixel {

/// ResNet-34 (model.backbone takes another) at stride 32. Laterals of 256w channels, enlarged (nearest) and
/// summed down to stride 4; from each level 3x3 convolutions to 128w channels with group norm, each enlarged
/// by 2 (aligned corners) until stride 4, summed; dropout 0.2, scored by a 1x1, enlarged to the picture
/// (aligned corners). The original's dropout takes whole channels. The recipe fills sides up to multiples of
/// 32, which are what it takes. Its names: encoder.*, decoder.p5, decoder.p4.skip_conv, decoder.seg_blocks.*,
/// segmentation_head.0.
Model fpn_resnet34(const ModelOptions& options);

}  // namespace perpixel
