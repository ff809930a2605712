// Net surgery on weights: an image classifier's numbers as the start of a network with other windows, widths
// or input channels. Nothing is retrained; what does not fit is left as it is.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

/// Weights under our names for a training that starts from them.
///   - The first convolution [O, C, k, k] for another number of input channels D: one channel takes the sum
///   over
///     C, more take channel i mod C, times C / D (segmentation_models_pytorch).
///   - fc6 and fc7 for smaller windows and fewer channels: every n-th tap and channel, from the first one
///   (fc6
///     7x7 to 3x3: taps 0, 3, 6; 4096 to 1024 channels: every fourth). DeepLab (Chen et al. 2015) decimates
///     so, with the channels drawn by chance; branches fc6_1 ... fc6_4 of an atrous pyramid start alike.
///   - A bias in front of a batch norm whose convolution has none here: taken off the running mean.
/// `done` gets one line for each. Dense layers become convolutions in match_weights.
NamedTensors fitted_to(const Graph& graph, const NamedTensors& tensors, std::vector<std::string>& done);

}  // namespace perpixel
