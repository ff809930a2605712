// IEEE 754 half precision, and bfloat16.
#pragma once

#include <cstdint>

namespace perpixel {

/// The bits of the nearest half; ties to even; subnormals kept; beyond 65504 (from 65520) infinity; NaN stays
/// NaN.
std::uint16_t half_from_float(float value);

/// The bits of the nearest bfloat16 (the upper half of a float); ties to even; NaN stays NaN.
std::uint16_t bfloat_from_float(float value);

}  // namespace perpixel
