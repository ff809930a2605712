// SegNet and SegNet-Basic (Badrinarayanan, Kendall, Cipolla 2017): decoders that put values back where the
// encoder's maxima were. Layer names are those of the released Caffe definitions.
//
// Every convolution has a bias and is followed by batch norm with the fork's epsilon, 1e-9; the published
// nets recompute the statistics over the training set after training, ours keep the running ones. Pools round
// up and unpooling follows the size of the pooled map, so that every picture from 1x1 up keeps its size.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// VGG-16's 13 convolutions, mirrored: [N, C, H, W] -> logits [N, classes, H, W]; 29.4 M parameters.
Model segnet(const ModelOptions& options);

/// Its Bayesian form (Kendall, Badrinarayanan, Cipolla 2015): dropout after pool3 ... pool5 and conv5_1_D ...
/// conv3_1_D, in deployment too: the answer is the mean of recipe.samples draws (procedure mc_dropout).
Model bayesian_segnet(const ModelOptions& options);

/// Four encoders and four decoders of one 7x7 convolution, 64 channels, decoders without ReLU; 1.4 M
/// parameters.
Model segnet_basic(const ModelOptions& options);

/// Dropout after pool3, pool4, conv_decode4 and conv_decode3; its last layer is "dense_softmax_inner_prod".
Model bayesian_segnet_basic(const ModelOptions& options);

}  // namespace perpixel
