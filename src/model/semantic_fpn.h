// Semantic FPN (Kirillov, Girshick, He, Dollar 2019): a residual trunk, a feature pyramid (Lin et al. 2017)
// and a light head that sums all levels at stride 4.
#pragma once

#include "graph/layers.h"
#include "model/model.h"
#include "model/resnet.h"

namespace perpixel {

/// P2 ... P5 at the strides of C2 ... C5, all of the same width.
struct Pyramid {
  Value p2, p3, p4, p5;
};

/// Lateral 1x1 of every stage, the coarser sum enlarged (nearest) and added, 3x3 on each sum; names
/// backbone.fpn_lateral2, backbone.fpn_output2, ...
Pyramid feature_pyramid(const ResNetTaps& taps, int channels);

/// detectron2's head: of P5 three, of P4 two, of P3 one times (3x3, norm, ReLU, bilinear x2), of P2 one
/// without enlarging; summed, 1x1 to scores, bilinear to the picture. Widths 256 and 128 times model.width,
/// or model.decoder_channels and half of it. Group norm of 32 groups (as many as divide the width when
/// narrower); batch norm with model.batch_norm. Trunk: model.backbone (resnet50), model.output_stride (32).
Model semantic_fpn(const ModelOptions& options);

}  // namespace perpixel
