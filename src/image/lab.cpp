#include "image/lab.h"

#include <array>
#include <bit>
#include <cmath>

#include "error/error.h"

namespace perpixel {

namespace {

/// sRGB's electro-optical curve, IEC 61966-2-1.
float linear(double v) {
  return static_cast<float>(v > 0.04045 ? std::pow((v + 0.055) / 1.055, 2.4) : v / 12.92);
}

/// The cube root of t > 0 to float precision: a third of the exponent, then Halley's iteration twice. Unlike
/// std::cbrt the compiler runs it on several pixels at once.
float cube_root(float t) {
  float y = std::bit_cast<float>(std::bit_cast<std::int32_t>(t) / 3 + 709921077);
  for (int i = 0; i < 2; ++i) {
    const float cube = y * y * y;
    y *= (cube + 2 * t) / (2 * cube + t);
  }
  return y;
}

float lightness(float t) {
  const float root = cube_root(t > 1e-6f ? t : 1e-6f), straight = 7.787f * t + 16.f / 116;
  return t > 0.008856f ? root : straight;
}

// sRGB -> XYZ, divided by the white of D65 (0.95047, 1, 1.08883).
constexpr std::array<std::array<float, 3>, 3> kXyz{
    {{0.412453f / 0.95047f, 0.357580f / 0.95047f, 0.180423f / 0.95047f},
     {0.212671f, 0.715160f, 0.072169f},
     {0.019334f / 1.08883f, 0.119193f / 1.08883f, 0.950227f / 1.08883f}}};

/// Linear RGB planes -> Lab planes, in place.
void to_lab(LabPlanes& planes) {
  const std::size_t pixels = planes.values.size() / 3;
  float *r = planes.values.data(), *g = r + pixels, *b = g + pixels;
  for (std::size_t i = 0; i < pixels; ++i) {
    std::array<float, 3> f;
    for (std::size_t k = 0; k < 3; ++k)
      f[k] = lightness(kXyz[k][0] * r[i] + kXyz[k][1] * g[i] + kXyz[k][2] * b[i]);
    r[i] = 116 * f[1] - 16;
    g[i] = 500 * (f[0] - f[1]);
    b[i] = 200 * (f[1] - f[2]);
  }
}

template <class T, class Curve>
void fill_planes(const Image& image, LabPlanes& planes, const Curve& curve) {
  const auto samples = image.samples<T>();
  const std::size_t pixels = samples.size() / 3;
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < 3; ++c) planes.values[c * pixels + i] = curve(samples[3 * i + c]);
}

}  // namespace

LabPlanes rgb_to_lab(const Image& image, float low, float high) {
  if (image.channels() != 3)
    throw Error(ErrorCode::image_unsupported,
                "Lab colours of a picture with " + std::to_string(image.channels()) + " channels; wanted 3");
  LabPlanes planes{image.height(), image.width(), std::vector<float>(image.offset(image.height(), 0, 0))};
  const double range = high > low ? double{high} - low : 1;
  const auto stretched = [&](double sample) { return linear((sample - low) / range); };
  if (image.type() == SampleType::u8) {
    std::array<float, 256> curve;
    for (std::size_t v = 0; v < 256; ++v) curve[v] = stretched(static_cast<double>(v));
    fill_planes<std::uint8_t>(image, planes, [&](std::uint8_t v) { return curve[v]; });
  } else if (image.type() == SampleType::u16) {
    fill_planes<std::uint16_t>(image, planes, stretched);
  } else {
    fill_planes<float>(image, planes, stretched);
  }
  to_lab(planes);
  return planes;
}

}  // namespace perpixel
