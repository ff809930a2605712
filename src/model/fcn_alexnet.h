// FCN-32s on AlexNet (Long, Shelhamer, Darrell 2015, table 1).
#pragma once

#include "model/model.h"

namespace perpixel {

/// conv1 padded by 100, fc6 as a 6x6 convolution, upscore 63/32, crop at 18: the one published form (padding,
/// fc6_kernel and at_once have no say here). Every picture from 1x1 up.
Model fcn_alexnet(const ModelOptions& options);

}  // namespace perpixel
