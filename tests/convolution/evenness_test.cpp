#include "convolution/evenness.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "error/error.h"

namespace perpixel {
namespace {

// ops.md section 8, test 1: counts along one axis and their variance.
TEST(Evenness, OverlapCounts) {
  struct Case {
    int kernel, stride;
    std::vector<int> counts;
    double variance;
  };
  const Case cases[] = {{3, 2, {2, 1}, .25},         {4, 2, {2, 2}, 0},      {5, 2, {3, 2}, .25},
                        {5, 3, {2, 2, 1}, 2. / 9},   {6, 3, {2, 2, 2}, 0},   {2, 3, {1, 1, 0}, 2. / 9},
                        {7, 4, {2, 2, 2, 1}, .1875}, {8, 4, {2, 2, 2, 2}, 0}};
  for (const Case& c : cases) {
    EXPECT_EQ(overlap_counts(c.kernel, c.stride), c.counts) << c.kernel << " " << c.stride;
    EXPECT_NEAR(overlap_variance(c.kernel, c.stride), c.variance, 1e-12);
  }
}

// The counts are what the transposed convolution itself does with ones, far from the border, in two
// dimensions.
TEST(Evenness, CountsAreWhatTheConvolutionDoes) {
  for (const auto& [kernel, stride] : {std::pair{3, 2}, {5, 3}, {4, 2}, {2, 3}}) {
    Map ones(6, 6), taps(kernel, kernel);
    std::ranges::fill(ones.values, 1.0);
    std::ranges::fill(taps.values, 1.0);
    const Map out = transposed_by_copies(ones, taps, {.stride = stride});
    const std::vector<int> counts = overlap_counts(kernel, stride);
    const std::int64_t first = (kernel + stride - 1) / stride * stride;
    for (std::int64_t y = 0; y < stride; ++y)
      for (std::int64_t x = 0; x < stride; ++x)
        EXPECT_EQ(out.at(first + y, first + x),
                  counts[static_cast<std::size_t>(y)] * counts[static_cast<std::size_t>(x)]);
  }
}

// ops.md section 8, tests 2 and 3: the triangle's phases all sum to 1 although its overlap is uneven; ones do
// not.
TEST(Evenness, PhaseSumsSpeakOfTheWeightsThemselves) {
  const Map triangle(3, 3, {.25, .5, .25, .5, 1, .5, .25, .5, .25});
  for (const double sum : phase_sums(triangle, 2)) EXPECT_DOUBLE_EQ(sum, 1);
  EXPECT_EQ(constant_unevenness(triangle, 2), 0);
  const Map ones(3, 3, std::vector<double>(9, 1.0));
  EXPECT_EQ(phase_sums(ones, 2), (std::vector<double>{4, 2, 2, 1}));
  EXPECT_NEAR(constant_unevenness(ones, 2), (4 - 1) / 2.25, 1e-12);
  EXPECT_THROW(constant_unevenness(Map(2, 2), 2), Error);
}

}  // namespace
}  // namespace perpixel
