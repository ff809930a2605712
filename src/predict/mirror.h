// Left-right mirroring of maps.
#pragma once

#include "tensor/tensor.h"

namespace perpixel {

/// [N, C, H, W] f32, every row reversed; a copy.
Tensor mirrored(const Tensor& map);

}  // namespace perpixel
