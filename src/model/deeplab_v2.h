// DeepLab v2 (Chen, Papandreou, Kokkinos, Murphy, Yuille 2018): atrous spatial pyramid pooling.
#pragma once

#include "model/model.h"

namespace perpixel {

/// VGG-16 as in v1 without the average; one branch fc6_k, fc7_k (1024 w), fc8_voc12_k for each rate (6, 12,
/// 18, 24; ASPP-S is model.atrous_rates = [2, 4, 8, 12]), scores added. At stride 8, [N, classes, (H - 1) / 8
/// + 1, ...].
Model deeplab_v2_vgg(const ModelOptions& options);

/// ResNet-101 (or model.backbone) with the stride on the 1x1, output stride 8; one 3x3 for each rate, added.
/// Names as in the Torch ports, Scale.conv1 ... Scale.layer4.2.bn3, Scale.layer5.conv2d_list.k. Batch norm
/// keeps its affine part and statistics, as published for a trained trunk; with model.batch_norm it learns.
Model deeplab_v2_resnet101(const ModelOptions& options);

// Both: model.multi_scale puts the picture through the same layers at 1, 0.75 and 0.5 of its size (Interp's
// sizes: 321 -> 241, 161) and takes the larger score of the three, cell by cell. Each scale is a
// training-only output too: score_res1, score_res075, score_res05, enlarged to the first one's grid.
// (Published: 0.5 on its own grid, against every 16th pixel.)

}  // namespace perpixel
