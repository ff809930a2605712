// VGG-16 (Simonyan & Zisserman 2015), configuration D: the trunk of FCN, and the classifier itself.
#pragma once

#include <string>
#include <vector>

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// What FCN taps. For input [N, C, H, W] without padding: [N, 256w, H/8, W/8], [N, 512w, H/16, W/16],
/// [N, 512w, H/32, W/32], each halving rounded up.
struct VggTaps {
  Value pool3, pool4, pool5;
};

/// conv1_1 ... conv5_3, 3x3, each followed by ReLU ("relu1_1"), five 2x2 max pools that round up. `first_pad`
/// is the padding of conv1_1 (1, or 100). With batch norm ("conv1_1_bn") the convolutions have no bias.
VggTaps vgg16_trunk(Value data, const ModelOptions& options, int first_pad);

/// The 3x3 convolutions of stage 1 ... 5 with ReLU, without its pool; the trunks that dilate or leave pools
/// out. `pad` is each one's padding.
Value vgg_stage(Value x, int stage, const ModelOptions& options, int dilation = 1, int pad = kSamePad);

/// The stages of VGG-16 by the names that `model.taps` uses: conv1_1 ... conv5_3 (after ReLU), in order.
const std::vector<std::string>& vgg16_convolutions();

/// A stage of a graph with that trunk: "conv4_3" (after ReLU) or "pool4".
Value vgg16_stage(Graph& graph, const std::string& stage);

/// Channels of fc6 and fc7: options.fc_channels, or 4096 scaled by the width.
int fc_channels(const ModelOptions& options);

/// The image classifier: fc6, fc7, fc8 dense on pool5 of an image_size x image_size picture -> logits [N,
/// classes].
Model vgg16(const ModelOptions& options);

/// The same with batch norm after every convolution, which keeps its bias: torchvision's vgg16_bn.
Model vgg16_bn(const ModelOptions& options);

}  // namespace perpixel
