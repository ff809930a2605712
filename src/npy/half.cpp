#include "npy/half.h"

#include <bit>

namespace perpixel {

namespace {

/// value / 2^shift to the nearest integer, ties to even; 1 <= shift <= 31.
std::uint32_t shift_to_nearest_even(std::uint32_t value, int shift) {
  const std::uint32_t half_unit = 1u << (shift - 1), kept = value >> shift;
  const std::uint32_t rest = value & ((1u << shift) - 1);
  const bool up = rest > half_unit || (rest == half_unit && (kept & 1));
  return kept + up;
}

constexpr std::uint32_t kInfinity = 0x7C00, kQuietNan = 0x7E00;

std::uint32_t magnitude(std::uint32_t bits) {  // sign bit cleared
  if (bits > 0x7F800000u) return kQuietNan;
  if (bits >= 0x47800000u) return kInfinity;  // 65536 and above
  const int exponent = static_cast<int>(bits >> 23) - 127 + 15;
  // Normal: drop 13 mantissa bits; a carry runs into the exponent and, above 65504, into infinity, as it
  // should.
  if (exponent > 0) return shift_to_nearest_even(bits - (112u << 23), 13);
  if (exponent < -10) return 0;
  const std::uint32_t mantissa = (bits & 0x7FFFFFu) | 0x800000u;
  return shift_to_nearest_even(mantissa, 14 - exponent);
}

}  // namespace

std::uint16_t half_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits >> 16 & 0x8000u) | magnitude(bits & 0x7FFFFFFFu));
}

std::uint16_t bfloat_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
    return static_cast<std::uint16_t>(bits >> 16 | 0x40u);  // kept quiet
  return static_cast<std::uint16_t>(shift_to_nearest_even(bits, 16));
}

}  // namespace perpixel
