// Zoom-out features for every fourth pixel, learned end to end (the authors' later release of Mostajabi,
// Yadollahpour, Shakhnarovich 2015).
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// The ReLU outputs of VGG-16's 13 convolutions at stride 4 (finer ones: every 4th or 2nd position, coarser
/// ones: repeated), and the maximum of fc7 over the picture at every position: 4224 + 4096 = 8320 channels.
/// "norm" standardises them (frozen, one factor and one offset a channel: 1 / deviation and -mean / deviation
/// of the training data, which training measures first, as identity until then); with batch norm it is a
/// batch norm. Then 1x1: 1000w ReLU dropout, 1000w ReLU dropout, classes at stride 4; a learned transposed
/// convolution 8 / 4 from bilinear. fc6 is padded, so that every picture from 1x1 up is taken; the maximum is
/// the picture's up to 2048 px a side. model.taps leaves levels out: conv1_1 ... conv5_3, scene; empty = all.
Model zoomout_dense(const ModelOptions& options);

}  // namespace perpixel
