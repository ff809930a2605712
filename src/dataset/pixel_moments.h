// Mean and deviation of pixels, picture by picture.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/image.h"

namespace perpixel {

/// Sums over one picture, in units of full intensity (0..1).
struct PixelMoments {
  std::uint64_t pixels = 0;
  std::vector<double> sum, sum_of_squares;  // [C]
};
PixelMoments moments_of(const Image& image);

struct MeanAndDeviation {
  std::vector<double> mean, deviation;  // [C], population deviation
};
/// Over all pixels of all pictures; the result does not depend on how threads shared the work. When pictures
/// differ in channels, grey counts as three equal channels and alpha is passed over.
MeanAndDeviation mean_and_deviation(const std::vector<PixelMoments>& pictures);

}  // namespace perpixel
