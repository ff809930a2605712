// DeepLab v3 (Chen, Papandreou, Schroff, Adam 2017) and FCN on residual trunks, as torchvision defines them.
#pragma once

#include "model/model.h"

namespace perpixel {

/// Trunk at output stride 8 (model.output_stride: 16, 32), stride on the 3x3; model.backbone takes another
/// trunk. Scores at the trunk's stride, bilinear to the picture (half-pixel). With model.auxiliary a
/// training-only output "score_aux" from layer3, whose parameters learn 10 times as fast. torchvision's
/// names: backbone.*, classifier.*, aux_classifier.*.
Model fcn_resnet50(const ModelOptions& options);
Model fcn_resnet101(const ModelOptions& options);

/// The head: atrous spatial pyramid of a 1x1, 3x3 dilated by model.atrous_rates (12, 24, 36 at stride 8, half
/// of that at others) and the picture's average, 256w each, joined, 3x3, scored. Training needs two pictures
/// a batch: one average has no variance to normalise by.
Model deeplabv3_resnet50(const ModelOptions& options);
Model deeplabv3_resnet101(const ModelOptions& options);

/// The same head on MobileNetV3 at stride 16 (model.backbone: mobilenet_v3_small), rates 12, 24, 36; the
/// auxiliary head on the trunk's map at stride 8.
Model deeplabv3_mobilenet_v3_large(const ModelOptions& options);

}  // namespace perpixel
