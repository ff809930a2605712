// The network without any downsampling: what dense labelling would be if compute were free.
#pragma once

#include "model/model.h"

namespace perpixel {

/// As many 3x3 convolutions as VGG-16 has (conv1_1 ... conv5_3), all at full resolution and all 64 * width
/// wide (memory, not parameters, is what limits it), then a 1x1 score from zero. Receptive field 27. Every
/// picture from 1x1 up. Its price against pooling is what the lecture compares.
Model fcn_fullres(const ModelOptions& options);

}  // namespace perpixel
