#include "write/displayable.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace perpixel {

namespace {

struct Range {
  float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
};

template <class T>
Range range_of(std::span<const T> samples) {
  Range range;
  for (const T sample : samples) {
    const auto value = static_cast<float>(sample);
    if (!std::isfinite(value)) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return range;
}

std::uint8_t stretched(float value, const Range& range) {
  if (!(value > range.low)) return 0;  // negated, so that NaN is black
  if (value >= range.high) return 255;
  // In double: the span of two floats may exceed the largest float.
  const double share = (double{value} - range.low) / (double{range.high} - range.low);
  return static_cast<std::uint8_t>(std::lround(255 * share));
}

template <class T>
Image stretched_to_u8(const Image& image) {
  const std::span<const T> samples = image.samples<T>();
  const Range range = range_of(samples);
  Image out(image.height(), image.width(), image.channels());
  std::transform(samples.begin(), samples.end(), out.samples<std::uint8_t>().begin(),
                 [&](T sample) { return stretched(static_cast<float>(sample), range); });
  return out;
}

Image as_u8(const Image& image) {
  if (image.type() == SampleType::u16) return stretched_to_u8<std::uint16_t>(image);
  if (image.type() == SampleType::f32) return stretched_to_u8<float>(image);
  return image;
}

}  // namespace

Image displayable(const Image& image) {
  const Image bytes = as_u8(image);
  if (bytes.channels() == 3) return bytes;
  const bool is_grey = bytes.channels() < 3;
  Image rgb(bytes.height(), bytes.width(), 3);
  for (int y = 0; y < bytes.height(); ++y)
    for (int x = 0; x < bytes.width(); ++x)
      for (int c = 0; c < 3; ++c) rgb.at(y, x, c) = bytes.at(y, x, is_grey ? 0 : c);
  return rgb;
}

}  // namespace perpixel
