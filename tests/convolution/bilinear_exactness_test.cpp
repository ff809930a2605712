// ops.md 6 and 21, rows 10 and 11, in double throughout: where upsampling by transposed convolution is
// bilinear resizing, it is so to 1e-12.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "convolution/forms.h"
#include "model/initial_weights.h"

namespace perpixel {
namespace {

Map signal(std::vector<double> values) {
  const auto n = static_cast<std::int64_t>(values.size());
  return {1, n, std::move(values)};
}

/// Long et al.'s kernel of 2 f - f mod 2 taps: 1 - |i - centre| / half.
Map bilinear(int factor) {
  const int taps = 2 * factor - factor % 2, half = (taps + 1) / 2;
  const double centre = taps % 2 == 1 ? half - 1 : half - 0.5;
  Map kernel(1, taps);
  for (int i = 0; i < taps; ++i) kernel.at(0, i) = 1 - std::abs(i - centre) / half;
  return kernel;
}

Map upsampled(const Map& x, int factor) {
  return transposed_by_copies(x, bilinear(factor), {.stride = factor, .pad = factor / 2});
}

/// Sample `source` of x by its two neighbours, those beyond the ends repeated.
double between(const Map& x, double source) {
  const double at = std::clamp(source, 0., static_cast<double>(x.columns - 1));
  const auto low = static_cast<std::int64_t>(std::floor(at)), high = std::min(low + 1, x.columns - 1);
  return x.at(0, low) + (at - static_cast<double>(low)) * (x.at(0, high) - x.at(0, low));
}

double half_pixel(const Map& x, int factor, std::int64_t n) {
  return between(x, (static_cast<double>(n) + 0.5) / factor - 0.5);
}

const Map kSamples = signal({0.3, -1.7, 2.9, 0.4, -0.6, 5.1, 1.3});

TEST(BilinearExactness, OurTapsAreThese) {
  for (const int factor : {2, 3, 4, 5, 8, 16, 32}) {
    const Map kernel = bilinear(factor);
    const std::vector<float> ours = bilinear_taps(static_cast<int>(kernel.columns));
    for (std::size_t i = 0; i < ours.size(); ++i) EXPECT_NEAR(ours[i], kernel.values[i], 1e-7) << factor;
  }
}

TEST(BilinearExactness, InsideAndReplicatedItIsHalfPixelResizing) {
  for (const int factor : {2, 3, 4, 5, 8}) {
    const Map up = upsampled(kSamples, factor);
    ASSERT_EQ(up.columns, 7 * factor);
    for (std::int64_t n = factor / 2; n < up.columns - factor / 2; ++n)
      EXPECT_NEAR(up.at(0, n), half_pixel(kSamples, factor, n), 1e-12) << factor << " " << n;
    Map replicated(1, 9);
    for (std::int64_t i = 0; i < 9; ++i)
      replicated.at(0, i) = kSamples.at(0, std::clamp<std::int64_t>(i - 1, 0, 6));
    const Map cured = upsampled(replicated, factor);
    for (std::int64_t n = 0; n < up.columns; ++n)
      EXPECT_NEAR(cured.at(0, n + factor), half_pixel(kSamples, factor, n), 1e-12) << factor << " " << n;
  }
}

// The outer floor(f / 2) samples of ones, at both ends.
TEST(BilinearExactness, BordersOfOnesFade) {
  for (const auto& [factor, border] : {std::pair{2, std::vector<double>{.75}},
                                       {3, {2. / 3}},
                                       {4, {.625, .875}},
                                       {8, {.5625, .6875, .8125, .9375}}}) {
    const Map up = upsampled(signal({1, 1, 1, 1}), factor);
    for (std::size_t i = 0; i < border.size(); ++i) {
      EXPECT_NEAR(up.values[i], border[i], 1e-12) << factor;
      EXPECT_NEAR(up.values[up.values.size() - 1 - i], border[i], 1e-12) << factor;
    }
    EXPECT_NEAR(up.values[border.size()], 1, 1e-12) << factor;
  }
}

// Squares twice as fine: the last sample would be 25 by resizing.
TEST(BilinearExactness, TheExampleOfTheSpecification) {
  const Map x = signal({0, 1, 4, 9, 16, 25});
  EXPECT_EQ(upsampled(x, 2),
            signal({0, .25, .75, 1.75, 3.25, 5.25, 7.75, 10.75, 14.25, 18.25, 22.75, 18.75}));
  EXPECT_EQ(half_pixel(x, 2, 11), 25);
}

// The triangle 1/f ... 1 ... 1/f with padding f - 1 is resizing with aligned corners to (i - 1) f + 1
// samples, borders included; another padding leaves half a sample of 9 at the end.
TEST(BilinearExactness, TrianglesAreAlignedCorners) {
  for (int factor = 2; factor <= 5; ++factor) {
    Map triangle(1, 2 * factor - 1);
    for (int i = 0; i < 2 * factor - 1; ++i)
      triangle.at(0, i) = 1 - std::abs(i - (factor - 1)) / static_cast<double>(factor);
    const Map up = transposed_by_copies(kSamples, triangle, {.stride = factor, .pad = factor - 1});
    ASSERT_EQ(up.columns, 6 * factor + 1);
    for (std::int64_t n = 0; n < up.columns; ++n)
      EXPECT_NEAR(up.at(0, n), between(kSamples, static_cast<double>(n) / factor), 1e-12)
          << factor << " " << n;
  }
  const Map x = signal({0, 1, 4, 9}), triangle = signal({.5, 1, .5});
  EXPECT_EQ(transposed_by_copies(x, triangle, {.stride = 2, .pad = 1, .output_padding = 1}),
            signal({0, .5, 1, 2.5, 4, 6.5, 9, 4.5}));
  EXPECT_EQ(transposed_by_copies(x, triangle, {.stride = 2}), signal({0, 0, .5, 1, 2.5, 4, 6.5, 9, 4.5}));
}

}  // namespace
}  // namespace perpixel
