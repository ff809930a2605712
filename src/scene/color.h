// Linear-light colours. The eye's scale is approximated by gamma 2: exact to compute (a square, a square
// root).
#pragma once

namespace perpixel {

struct Color {
  float r = 0, g = 0, b = 0;
};

inline Color operator+(Color a, Color b) { return {a.r + b.r, a.g + b.g, a.b + b.b}; }
inline Color operator*(Color a, float s) { return {a.r * s, a.g * s, a.b * s}; }
inline Color operator*(Color a, Color b) { return {a.r * b.r, a.g * b.g, a.b * b.b}; }
inline Color mix(Color a, Color b, float t) { return a + (b + a * -1.f) * t; }
inline float clamp01(float t) { return t < 0 ? 0.f : (t > 1 ? 1.f : t); }

/// Hue in turns, saturation and value in [0, 1], all as seen on a screen -> linear light.
inline Color tint(double hue, double saturation, double value) {
  const double h = (hue - static_cast<int>(hue) + (hue < 0 ? 1 : 0)) * 6;
  const auto channel = [&](double offset) {
    double k = offset + h;
    if (k >= 6) k -= 6;
    const double d = k < 4 - k ? k : 4 - k;
    const double s = value - value * saturation * (d < 0 ? 0 : (d > 1 ? 1 : d));
    return static_cast<float>(s * s);
  };
  return {channel(5), channel(3), channel(1)};
}
inline Color grey(double value) { return tint(0, 0, value); }

}  // namespace perpixel
