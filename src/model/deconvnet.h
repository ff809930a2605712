// DeconvNet (Noh, Hong, Han 2015): VGG-16 down to one vector, and its mirror image back up through unpooling
// and deconvolution. Layer names are those of the released Caffe definition.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// Pictures are brought to model.image_size (224) squared, as the published network sees its object
/// proposals: 224 -> 112, 56, 28, 14, 7, 1 (fc6, fc7), 7, 14, 28, 56, 112, 224 -> logits [N, classes, 224,
/// 224]. Batch norm (epsilon 1e-9) and ReLU after every layer but the last; 251.8 M parameters.
///
/// model.fc6_kernel must be the side of pool5's map (7 for 224). model.fully_connected=false leaves fc6, fc7
/// and fc6-deconv out: then any size is taken.
Model deconvnet(const ModelOptions& options);

}  // namespace perpixel
