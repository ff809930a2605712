// A residual network made to be trained from nothing on a CPU: basic blocks (He et al. 2016), the last stage
// dilated by 2, 4, 8 instead of strided (Yu & Koltun 2016), a feature pyramid that sums down to stride 4
// (Lin et al. 2017) and one more step to stride 2 for thin things.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// For [N, C, H, W], halving rounded up, widths times model.width:
///   stem     3x3 / 2, 3x3              32   stride 2
///   res2     2 blocks, first / 2       64   stride 4
///   res3     2 blocks, first / 2      128   stride 8
///   res4     2 blocks, first / 2      256   stride 16
///   res5     3 blocks, dilations model.atrous_rates (2, 4, 8)   256   stride 16
///   pyramid  laterals 1x1, upsampled sums, 3x3 on the last    model.decoder_channels (96) to stride 4
///   fine     3x3 of [the pyramid upsampled, stem]              32   stride 2
///   score    1x1, bilinear to the picture -> logits [N, classes, H, W]
/// Every convolution but the score is followed by batch norm and ReLU; enlarging is bilinear, half-pixel.
Model residual_fpn(const ModelOptions& options);

}  // namespace perpixel
