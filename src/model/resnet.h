// Residual networks (He et al. 2016), ResNet-18 ... ResNet-152, and with grouped 3x3 (ResNeXt, Xie et al.
// 2017): trunks for dense labelling, and the classifiers.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// Which trunk. Stages beyond `output_stride` dilate instead of striding, by the exact surgery: everything
/// after a removed stride of s reads s times wider, the layer that had it does not.
struct ResNetForm {
  int depth = 50;          // 18, 34: basic blocks; 50, 101, 152: bottlenecks
  int output_stride = 32;  // of C5: 32, 16 or 8
  bool stride_in_1x1 =
      false;               // of a bottleneck, on its first layer (He et al.); else on its 3x3 (torchvision)
  bool ceil_pool = false;  // sides behind the first pool are rounded up as in Caffe
  float width = 1;         // multiplies every width
  int groups = 1;          // of the 3x3 of a bottleneck
  int group_width = 64;    // channels of each group in the first stage, before width
  bool dilate_entry = false;  // the layer that had the stride dilates too (segmentation_models_pytorch)
};

/// The stem before its pool, stride 2, 64w channels, and the outputs of the four stages, strides 4, 8, 16, 32
/// at most; 256w, 512w, 1024w, 2048w channels of
/// bottlenecks, 64w ... 512w of basic blocks. Sides are halved rounding up.
struct ResNetTaps {
  Value c1, c2, c3, c4, c5;
};

/// The form of `backbone` ("resnet50"); empty means `depth`. Throws bad_value naming the nearest, and for an
/// output stride other than 0 (means `output_stride`), 8, 16, 32.
ResNetForm resnet_form(const ModelOptions& options, int depth, int output_stride);

/// torchvision's names behind `prefix`: conv1, bn1, layer1.0.conv1, layer1.0.bn1, ...,
/// layer1.0.downsample.0 (convolution), .1 (norm). No convolution has a bias.
ResNetTaps resnet_trunk(Value data, const ResNetForm& form, const std::string& prefix);

/// The image classifiers: averages of C5, then "fc" -> logits [N, classes], for squares of image_size.
Model resnet18(const ModelOptions& options);
Model resnet34(const ModelOptions& options);
Model resnet50(const ModelOptions& options);
Model resnet101(const ModelOptions& options);
Model resnet152(const ModelOptions& options);
Model resnext50_32x4d(const ModelOptions& options);
Model resnext101_32x8d(const ModelOptions& options);

}  // namespace perpixel
