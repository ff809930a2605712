#include "dataset/pixel_moments.h"

#include <algorithm>
#include <cmath>

namespace perpixel {
namespace {

/// Integer sums are exact for any picture below 2^32 pixels, so rounding happens once.
template <class T, class Sum>
PixelMoments sums(const Image& image) {
  const std::span<const T> samples = image.samples<T>();
  const auto channels = static_cast<std::size_t>(image.channels());
  std::vector<Sum> sum(channels), squares(channels);
  for (std::size_t i = 0; i < samples.size(); i += channels) {
    for (std::size_t c = 0; c < channels; ++c) {
      const auto value = static_cast<Sum>(samples[i + c]);
      sum[c] += value;
      squares[c] += value * value;
    }
  }
  const double scale = full_scale(image.type());
  PixelMoments moments{.pixels = samples.size() / std::max<std::size_t>(channels, 1)};
  for (std::size_t c = 0; c < channels; ++c) {
    moments.sum.push_back(static_cast<double>(sum[c]) / scale);
    moments.sum_of_squares.push_back(static_cast<double>(squares[c]) / (scale * scale));
  }
  return moments;
}

bool same_channels(const std::vector<PixelMoments>& pictures) {
  return std::all_of(pictures.begin(), pictures.end(),
                     [&](const PixelMoments& m) { return m.sum.size() == pictures.front().sum.size(); });
}

}  // namespace

PixelMoments moments_of(const Image& image) {
  if (image.type() == SampleType::u8) return sums<std::uint8_t, std::uint64_t>(image);
  if (image.type() == SampleType::u16) return sums<std::uint16_t, std::uint64_t>(image);
  return sums<float, double>(image);
}

MeanAndDeviation mean_and_deviation(const std::vector<PixelMoments>& pictures) {
  if (pictures.empty()) return {};
  const std::size_t channels = same_channels(pictures) ? pictures.front().sum.size() : 3;
  MeanAndDeviation result;
  for (std::size_t c = 0; c < channels; ++c) {
    double pixels = 0, sum = 0, squares = 0;
    for (const PixelMoments& m : pictures) {
      if (m.sum.empty()) continue;
      const std::size_t from =
          m.sum.size() < 3 ? std::min<std::size_t>(c, m.sum.size() > 1 && channels == 2) : c;
      pixels += static_cast<double>(m.pixels);
      sum += m.sum[from];
      squares += m.sum_of_squares[from];
    }
    const double mean = pixels > 0 ? sum / pixels : 0;
    result.mean.push_back(mean);
    result.deviation.push_back(pixels > 0 ? std::sqrt(std::max(0.0, squares / pixels - mean * mean)) : 0);
  }
  return result;
}

}  // namespace perpixel
