// Arrays that count.
#pragma once

#include "tensor/tensor.h"

namespace perpixel::array {

/// How many numbers start, start + step, ... lie before `limit`. Scalars of one type. Throws bad_value for a
/// step of 0 or an absurd count.
std::int64_t range_count(const Tensor& start, const Tensor& limit, const Tensor& step);
/// Fills y with them.
void range(const Tensor& start, const Tensor& step, Tensor& y);

}  // namespace perpixel::array
