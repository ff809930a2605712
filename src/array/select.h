// The greatest elements in order.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

/// ONNX TopK: values and positions (i64) of the k greatest (or least) elements along `axis`, best first; of
/// equals the earlier one. k is the outputs' size on that axis. NaN counts as the greatest.
void top_k(const Tensor& x, std::size_t axis, bool greatest, Tensor& values, Tensor& positions,
           const Loop& loop);

}  // namespace perpixel::array
