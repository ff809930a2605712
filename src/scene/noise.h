// Value noise on an integer lattice: the grain of every texture.
#pragma once

#include <cstdint>

namespace perpixel {

/// A well-mixed word for lattice point (x, y).
inline std::uint32_t lattice_bits(int x, int y, std::uint32_t seed) {
  std::uint32_t h = static_cast<std::uint32_t>(x) * 0x8DA6B343u ^ static_cast<std::uint32_t>(y) * 0xD8163841u ^ seed;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  h = (h ^ (h >> 12)) * 0x297A2D39u;
  return h ^ (h >> 15);
}

/// [0, 1), constant per lattice cell.
inline float cell_noise(int x, int y, std::uint32_t seed) {
  return static_cast<float>(lattice_bits(x, y, seed) >> 8) * 0x1p-24f;
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
  const float a = cell_noise(xi, yi, seed), b = cell_noise(xi + 1, yi, seed);
  const float c = cell_noise(xi, yi + 1, seed), d = cell_noise(xi + 1, yi + 1, seed);
  const float top = a + (b - a) * sx, bottom = c + (d - c) * sx;
  return top + (bottom - top) * sy;
}

}  // namespace perpixel
