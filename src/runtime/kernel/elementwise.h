// Loops whose output element reads the same element of the input. `y` may be `x`.
#pragma once

#include <cstdint>

namespace perpixel::kernel {

/// y = x * factor + shift.
void scale_shift(const float* x, std::int64_t count, float factor, float shift, float* y);

}  // namespace perpixel::kernel
