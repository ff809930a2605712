// Value noise on an integer lattice: the grain of every texture.
#pragma once

#include <cstdint>

namespace perpixel {

inline constexpr std::uint32_t kColumnStep = 0x8DA6B343u, kRowStep = 0xD8163841u;

/// A well-mixed word from a lattice point's column and row, each times its step.
inline std::uint32_t scramble(std::uint32_t column, std::uint32_t row, std::uint32_t seed) {
  const std::uint32_t h = column ^ row ^ seed;
  return (h ^ (h >> 15)) * 0x2C1B3C6Du;
}
inline float unit(std::uint32_t bits) { return static_cast<float>(static_cast<int>(bits >> 8)) * 0x1p-24f; }

/// [0, 1), constant per lattice cell.
inline float cell_noise(int x, int y, std::uint32_t seed) {
  return unit(
      scramble(static_cast<std::uint32_t>(x) * kColumnStep, static_cast<std::uint32_t>(y) * kRowStep, seed));
}

/// Largest integer <= x; |x| < 2^31. (std::floor is a library call without SSE4.1.)
inline int floor_int(float x) {
  const int i = static_cast<int>(x);
  return i - (x < static_cast<float>(i));
}

/// [0, 1), smooth, period-free, features one unit wide.
inline float value_noise(float x, float y, std::uint32_t seed) {
  const int xi = floor_int(x), yi = floor_int(y);
  const float fx = x - static_cast<float>(xi), fy = y - static_cast<float>(yi);
  const float sx = fx * fx * (3 - 2 * fx), sy = fy * fy * (3 - 2 * fy);
  const std::uint32_t left = static_cast<std::uint32_t>(xi) * kColumnStep, right = left + kColumnStep;
  const std::uint32_t upper = static_cast<std::uint32_t>(yi) * kRowStep, lower = upper + kRowStep;
  const float a = unit(scramble(left, upper, seed)), b = unit(scramble(right, upper, seed));
  const float c = unit(scramble(left, lower, seed)), d = unit(scramble(right, lower, seed));
  const float top = a + (b - a) * sx, bottom = c + (d - c) * sx;
  return top + (bottom - top) * sy;
}

}  // namespace perpixel
