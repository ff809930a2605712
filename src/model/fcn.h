// Fully convolutional networks on VGG-16 (Long, Shelhamer, Darrell 2015), all strides.
//
// Two forms. "pad100": 100 px of padding on conv1_1, fc6 without padding and exact crops (32s: 19; 16s: 5,
// 27; 8s: 5, 9, 31), as published. "same": every layer keeps its size, upsampling covers the picture with no
// offset. Both take every picture from 1x1 up. Upsampling is grouped, one bilinear kernel [C, 1, 2s, 2s] per
// class, which gives the same numbers as the published dense [C, C, 2s, 2s] with its zeros, at 1/C of the
// work.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

Model fcn32s(const ModelOptions& options);
Model fcn16s(const ModelOptions& options);
Model fcn8s(const ModelOptions& options);

/// fcn8s with pool4 x 0.01 and pool3 x 0.0001 before scoring, so that all strides can be trained at once.
Model fcn8s_atonce(const ModelOptions& options);

/// fcn32s in which only score_fr learns.
Model fcn32s_fixed(const ModelOptions& options);

/// fc6 (window `kernel`, padding `pad`) and fc7 as convolutions, ReLU and dropout after each.
/// [N, C, h, w] -> [N, channels, h + 2 pad + 1 - kernel, ...].
Value convolutional_fc7(Value pool5, int kernel, int pad, int channels, const ModelOptions& options);

/// convolutional_fc7, then score_fr from zero. [N, C, h, w] -> [N, classes, h + 2 pad + 1 - kernel, ...].
Value convolutional_head(Value pool5, int kernel, int pad, int channels, const ModelOptions& options);

/// Bilinear transposed convolution per channel, frozen or learned: kernel, stride and padding as given.
Value upscore(Value x, int kernel, int stride, int pad, const std::string& name, bool frozen);

}  // namespace perpixel
