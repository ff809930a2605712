// AlexNet (Krizhevsky et al. 2012) as CaffeNet has it: pooling before normalisation.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// conv1 (11x11, stride 4, `first_pad`) ... conv5, groups in conv2, conv4 and conv5, 3x3/2 max pools that
/// round up, response normalisation after pool1 and pool2 -> pool5 [N, 256w, h, w]. Weights and biases learn
/// alike. Every width is even, so that the two groups fit.
Value alexnet_trunk(Value data, const ModelOptions& options, int first_pad);

/// The image classifier: fc6, fc7, fc8 dense on pool5 of an image_size x image_size picture (227 as
/// published; 224 gives the same 6x6 pool5) -> logits [N, classes]. The smallest image_size is 11. Has no
/// batch-norm form.
Model alexnet(const ModelOptions& options);

/// The later form in one tower (Krizhevsky 2014) that torchvision has: 64, 192, 384, 256, 256 channels, no
/// groups, no response normalisation, pools that round down, dropout before fc6 and fc7. Same layer names.
/// The smallest image_size is 63.
Model alexnet_torchvision(const ModelOptions& options);

}  // namespace perpixel
