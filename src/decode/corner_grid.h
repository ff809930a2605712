// Scores whose cell o lies on pixel o * stride: DeepLab's Interp, and Yu & Koltun's zoom.
#pragma once

#include "tensor/tensor.h"

namespace perpixel {

/// scores [1, K, h, w] -> [1, K, height, width]: bilinear between the cells around pixel / stride; beyond the
/// last cell its value. Equals align_corners resizing to (h - 1) * stride + 1 where that reaches. Throws
/// shape_mismatch when more than one cell beyond the last would be needed: height > (h + 1) * stride.
Tensor spread_corner_grid(const Tensor& scores, int stride, int height, int width);

}  // namespace perpixel
