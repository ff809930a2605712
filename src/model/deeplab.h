// DeepLab v1 on VGG-16 (Chen, Papandreou, Kokkinos, Murphy, Yuille 2015): stride 8 with holes.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// conv1_1 ... conv5_3 with the released pools: 3x3, stride 2 three times, then stride 1; conv5 dilated by 2.
/// [N, 512w, (H - 1) / 8 + 1, ...].
struct DeepLabTrunk {
  Value pool1, pool2, pool3, pool4, pool5;
};
DeepLabTrunk deeplab_vgg_trunk(Value data, const ModelOptions& options);

/// BGR minus the mean; pictures are filled with it at the bottom and right to 32 k + 1 px; cell o of the
/// scores lies on pixel 8 o. The CRF is the paper's, used where a recipe's decoder says dense_crf.
Recipe deeplab_recipe(const ModelOptions& options);

/// "fc8" and its like: 1x1 or 3x3, Gaussian of 0.01, learned 10 times as fast, its bias 20 times.
Value deeplab_score(Value x, int kernel, int dilation, const std::string& name, const ModelOptions& options);

/// LargeFOV: average 3x3, fc6 3x3 dilated by 12 (model.atrous_rates), fc7, fc8_voc12; fc6 and fc7 have 1024 w
/// channels, or model.fc_channels. Scores [N, classes, h, w] at stride 8. model.multi_scale: scores of the
/// picture and of pool1 ... pool4, two layers of 128 w each, are added (DeepLab-MSc).
Model deeplab_largefov(const ModelOptions& options);

/// DeepLab-MSc-LargeFOV.
Model deeplab_msc(const ModelOptions& options);

/// The earlier forms: fc6 of 4x4 or 7x7 dilated by 4 and fc7, both 4096 w. Without the average. The 7x7 form
/// has 2x2 pools; its pool4 is padded by one and pool5 not, so that the two keep the size.
Model deeplab_4x4(const ModelOptions& options);
Model deeplab_7x7(const ModelOptions& options);

}  // namespace perpixel
