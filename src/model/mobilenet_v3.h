// MobileNetV3 (Howard et al. 2019) as torchvision defines it: inverted residuals with squeeze-and-excitation,
// as classifiers and as the trunk of small labellers.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

struct MobileNetForm {
  bool small = false;  // the paper's table 2 instead of table 1
  int output_stride =
      32;           // of the last map: 32, or 16, where the last stage dilates by 2 instead of striding
  float width = 1;  // multiplies every width
};

/// The form of `backbone` ("mobilenet_v3_large", "mobilenet_v3_small"; empty = large) at model.output_stride
/// (0 = 16). Throws bad_value.
MobileNetForm mobilenet_form(const ModelOptions& options);

/// For [N, C, H, W]: the first block at stride 8 (40w channels; small: 24w), and the last 1x1 (960w; small:
/// 576w) at the output stride. Sides halve rounding up.
struct MobileNetTaps {
  Value stride8, last;
};

/// torchvision's names behind `prefix`: 0.0 (convolution), 0.1 (norm), 1.block.0.0, ...;
/// squeeze-and-excitation is N.block.2.fc1, .fc2.
MobileNetTaps mobilenet_v3_trunk(Value data, const MobileNetForm& form, const std::string& prefix);

/// The image classifiers: the average of the last map, a dense layer of 1280w (small: 1024w), then the
/// classes
/// -> logits [N, classes], for squares of image_size.
Model mobilenet_v3_large(const ModelOptions& options);
Model mobilenet_v3_small(const ModelOptions& options);

}  // namespace perpixel
