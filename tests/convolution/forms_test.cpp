// Expected numbers: specs of the operators, section 4 (worked by hand there) and section 21, unless said
// otherwise.
#include "convolution/forms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "error/error.h"
#include "image/resize.h"
#include "model/initial_weights.h"

namespace perpixel {
namespace {

Map signal(std::vector<double> values) {
  const auto n = static_cast<std::int64_t>(values.size());
  return {1, n, std::move(values)};
}

Map noise(std::int64_t rows, std::int64_t columns, std::uint32_t seed) {
  Map map(rows, columns);
  for (double& value : map.values) {
    seed = seed * 1664525u + 1013904223u;
    value = static_cast<double>(seed >> 8) * 0x1p-23 - 1;
  }
  return map;
}

Map counting(std::int64_t rows, std::int64_t columns) {
  Map map(rows, columns);
  std::iota(map.values.begin(), map.values.end(), 1.0);
  return map;
}

double inner(const Map& a, const Map& b) {
  return std::inner_product(a.values.begin(), a.values.end(), b.values.begin(), 0.0);
}

void expect_near(const Map& a, const Map& b, double tolerance, const std::string& what) {
  ASSERT_EQ(a.rows, b.rows) << what;
  ASSERT_EQ(a.columns, b.columns) << what;
  for (std::size_t i = 0; i < a.values.size(); ++i)
    EXPECT_NEAR(a.values[i], b.values[i], tolerance) << what << " " << i;
}

using Way = Map (*)(const Map&, const Map&, const ConvForm&);
const std::pair<const char*, Way> kWays[] = {{"copies", transposed_by_copies},
                                             {"gathering", transposed_by_gathering},
                                             {"zeros", transposed_by_zeros},
                                             {"phases", transposed_by_phases}};

// z = 1 2 3, w = 1 10 100: the digits show which copy went where.
TEST(TransposedConvolution, WorkedExamplesInOneDimension) {
  struct Case {
    ConvForm form;
    std::vector<double> expected;
  };
  const Case cases[] = {
      {{.stride = 1}, {1, 12, 123, 230, 300}},
      {{.stride = 2}, {1, 10, 102, 20, 203, 30, 300}},
      {{.stride = 2, .pad = 1}, {10, 102, 20, 203, 30}},
      {{.stride = 2, .pad = 1, .output_padding = 1}, {10, 102, 20, 203, 30, 300}},
      {{.stride = 3}, {1, 10, 100, 2, 20, 200, 3, 30, 300}},
      {{.stride = 3, .pad = 1, .output_padding = 2}, {10, 100, 2, 20, 200, 3, 30, 300, 0}},
      {{.stride = 1, .dilation = 2}, {1, 2, 13, 20, 130, 200, 300}},
  };
  for (const Case& c : cases)
    for (const auto& [name, way] : kWays) {
      if (c.form.dilation > 1 && way == transposed_by_phases) continue;
      EXPECT_EQ(way(signal({1, 2, 3}), signal({1, 10, 100}), c.form), signal(c.expected)) << name;
    }
}

TEST(Convolution, WorkedExamples) {
  EXPECT_EQ(convolve(signal({1, 2, 3, 4, 5}), signal({1, 10, 100})), signal({321, 432, 543}));
  EXPECT_EQ(convolve(counting(4, 4), counting(3, 3)), Map(2, 2, {348, 393, 528, 573}));
}

// The lecture's 2 x 2 and 3 x 3, all ways and by the transposed matrix.
TEST(TransposedConvolution, TheLecturesExample) {
  const Map expected(4, 4, {1, 4, 7, 6, 7, 23, 33, 24, 19, 53, 63, 42, 21, 52, 59, 36});
  const Map z = counting(2, 2), w = counting(3, 3);
  for (const auto& [name, way] : kWays) EXPECT_EQ(way(z, w, {}), expected) << name;
  const Map matrix = convolution_matrix(w, 4, 4);
  EXPECT_EQ(matrix.rows, 4);
  EXPECT_EQ(matrix.columns, 16);
  for (std::int64_t o = 0; o < 4; ++o) {
    int weights = 0;
    for (std::int64_t i = 0; i < 16; ++i) weights += matrix.at(o, i) != 0;
    EXPECT_EQ(weights, 9);
  }
  EXPECT_EQ(times(transposed(matrix), z, 4, 4), expected);
}

// All ways are one map, for every form: strides, padding, output padding, dilations, kernels of odd and even
// side.
TEST(TransposedConvolution, AllWaysAgree) {
  for (int kernel = 1; kernel <= 4; ++kernel)
    for (int stride = 1; stride <= 3; ++stride)
      for (int pad = 0; pad < kernel; ++pad)
        for (int dilation = 1; dilation <= 2; ++dilation)
          for (int extra = 0; extra < std::max(stride, dilation); ++extra) {
            const ConvForm form{stride, pad, dilation, extra};
            const Map z = noise(4, 5, 1), w = noise(kernel, kernel, 2);
            const Map expected = transposed_by_copies(z, w, form);
            const std::string what = std::to_string(kernel) + " " + std::to_string(stride) + " " +
                                     std::to_string(pad) + " " + std::to_string(dilation) + " " +
                                     std::to_string(extra);
            for (const auto& [name, way] : kWays)
              if (dilation == 1 || way != transposed_by_phases)
                expect_near(way(z, w, form), expected, 1e-12, name + (" " + what));
          }
}

// Property: <conv x, y> = <x, convT y>, with the output padding that gives back the size of x.
TEST(TransposedConvolution, IsTheAdjoint) {
  for (int stride = 1; stride <= 3; ++stride)
    for (int pad = 0; pad <= 2; ++pad)
      for (int dilation = 1; dilation <= 2; ++dilation)
        for (int rows = 7; rows <= 9; ++rows) {
          const Map x = noise(rows, rows, 3), w = noise(3, 3, 4);
          ConvForm form{stride, pad, dilation, 0};
          const Map ahead = convolve(x, w, form);
          form.output_padding = (rows + 2 * pad - (2 * dilation + 1)) % stride;
          const Map y = noise(ahead.rows, ahead.columns, 5);
          const Map back = transposed_by_copies(y, w, form);
          ASSERT_EQ(back.rows, rows);
          EXPECT_NEAR(inner(ahead, y), inner(x, back), 1e-12 * std::max(1.0, std::abs(inner(ahead, y))));
        }
}

// The matrix of the transposed convolution, column by column from impulses, is the transpose, exactly.
TEST(TransposedConvolution, ItsMatrixIsTheTranspose) {
  const Map w = noise(3, 2, 6);
  const ConvForm form{.stride = 2, .pad = 1};
  const Map matrix = convolution_matrix(w, 5, 6, form);
  const Map out = convolve(Map(5, 6), w, form);
  for (std::int64_t o = 0; o < matrix.rows; ++o) {
    Map impulse(out.rows, out.columns);
    impulse.values[static_cast<std::size_t>(o)] = 1;
    ConvForm back = form;
    back.output_padding = 0;
    const Map column = transposed_by_copies(impulse, w, back);
    for (std::int64_t y = 0; y < column.rows; ++y)
      for (std::int64_t x = 0; x < column.columns; ++x) EXPECT_EQ(matrix.at(o, y * 6 + x), column.at(y, x));
  }
}

// Ambiguity of sizes: 5 and 6 both give 3, 7 and 8 both 4; transposed, 3 gives 5, with output padding 6.
TEST(Convolution, SizesThatStridesMakeEqual) {
  const Map w(1, 3, {1, 1, 1});
  const auto size = [&](std::int64_t n) { return convolve(Map(1, n), w, {.stride = 2, .pad = 1}).columns; };
  EXPECT_EQ(size(5), 3);
  EXPECT_EQ(size(6), 3);
  EXPECT_EQ(size(7), 4);
  EXPECT_EQ(size(8), 4);
  EXPECT_EQ(transposed_by_copies(Map(1, 3), w, {.stride = 2, .pad = 1}).columns, 5);
  EXPECT_EQ(transposed_by_copies(Map(1, 3), w, {.stride = 2, .pad = 1, .output_padding = 1}).columns, 6);
}

TEST(DilatedConvolution, WorkedExamplesAndPhases) {
  const Map x = signal({1, 2, 3, 4, 5, 6, 7, 8, 9}), w = signal({1, 10, 100});
  EXPECT_EQ(convolve(x, w, {.dilation = 2}), signal({531, 642, 753, 864, 975}));
  EXPECT_EQ(convolve(x, w, {.pad = 2, .dilation = 2}), signal({310, 420, 531, 642, 753, 864, 975, 86, 97}));
  EXPECT_EQ(convolve(x, w, {.pad = 3, .dilation = 3}), signal({410, 520, 630, 741, 852, 963, 74, 85, 96}));
  for (int dilation = 2; dilation <= 5; ++dilation)
    for (const int pad : {0, dilation}) {
      const Map picture = noise(11, 14, 7), kernel = noise(3, 3, 8);
      expect_near(dilated_by_phases(picture, kernel, dilation, pad),
                  convolve(picture, kernel, {.pad = pad, .dilation = dilation}), 1e-12, "phases");
    }
}

// Stacks of dilated kernels of ones: 2, 2, 2 reach 13 positions and touch 7; 1, 2, 4 touch all 15.
TEST(DilatedConvolution, GriddingCounts) {
  const auto paths = [](const std::vector<int>& dilations) {
    Map x(1, 41);
    x.at(0, 20) = 1;
    for (const int d : dilations) x = convolve(x, signal({1, 1, 1}), {.pad = d, .dilation = d});
    return x;
  };
  const Map holes = paths({2, 2, 2}), full = paths({1, 2, 4});
  const std::vector<double> expected_holes{1, 0, 3, 0, 6, 0, 7, 0, 6, 0, 3, 0, 1};
  const std::vector<double> expected_full{1, 1, 2, 1, 3, 2, 3, 1, 3, 2, 3, 1, 2, 1, 1};
  for (std::size_t i = 0; i < expected_holes.size(); ++i) EXPECT_EQ(holes.values[14 + i], expected_holes[i]);
  for (std::size_t i = 0; i < expected_full.size(); ++i) EXPECT_EQ(full.values[13 + i], expected_full[i]);
  EXPECT_EQ(std::ranges::count_if(holes.values, [](double v) { return v > 0; }), 7);
  EXPECT_EQ(std::ranges::count_if(full.values, [](double v) { return v > 0; }), 15);
}

std::vector<double> taps_for(int factor) {
  const std::vector<float> taps = bilinear_taps(2 * factor - factor % 2);
  return {taps.begin(), taps.end()};
}

// FCN's kernels of every factor: inside they are half-pixel resizing, the outer floor(f / 2) samples fade
// towards the zeros around, and replicating one sample on each side cures that.
TEST(BilinearFilters, AreHalfPixelResizingInside) {
  for (const int factor : {2, 3, 4, 5, 8}) {
    const std::vector<double> taps = taps_for(factor);
    const ConvForm form{.stride = factor, .pad = (factor - factor % 2) / 2};
    const Map x = noise(1, 7, 9);
    Tensor as_tensor({1, 1, 1, 7});
    for (std::size_t i = 0; i < 7; ++i) as_tensor.floats()[i] = static_cast<float>(x.values[i]);
    const Tensor resized = interpolate(as_tensor, 1, 7 * factor);
    const Map up = transposed_by_copies(x, signal(taps), form);
    ASSERT_EQ(up.columns, 7 * factor) << factor;
    for (std::int64_t i = factor / 2; i < up.columns - factor / 2; ++i)
      EXPECT_NEAR(up.at(0, i), resized.floats()[static_cast<std::size_t>(i)], 1e-6) << factor << " " << i;
    Map replicated(1, 9);
    for (std::int64_t i = 0; i < 9; ++i) replicated.at(0, i) = x.at(0, std::clamp<std::int64_t>(i - 1, 0, 6));
    const Map cured = transposed_by_copies(replicated, signal(taps), form);
    for (std::int64_t i = 0; i < up.columns; ++i)
      EXPECT_NEAR(cured.at(0, i + factor), resized.floats()[static_cast<std::size_t>(i)], 1e-6) << factor;
  }
}

TEST(BilinearFilters, BordersOfOnesFade) {
  const auto border = [](int factor) {
    return transposed_by_copies(signal({1, 1, 1, 1}), signal(taps_for(factor)),
                                {.stride = factor, .pad = (factor - factor % 2) / 2});
  };
  EXPECT_DOUBLE_EQ(border(2).at(0, 0), 0.75);
  EXPECT_NEAR(border(3).at(0, 0), 2.0 / 3, 1e-7);
  EXPECT_DOUBLE_EQ(border(4).at(0, 0), 0.625);
  EXPECT_DOUBLE_EQ(border(4).at(0, 1), 0.875);
  EXPECT_DOUBLE_EQ(border(2).at(0, 3), 1);
}

TEST(BilinearFilters, TapsOfTheFirstFactors) {
  EXPECT_EQ(taps_for(2), (std::vector<double>{0.25, 0.75, 0.75, 0.25}));
  const std::vector<double> three = taps_for(3), four = taps_for(4);
  const double expected_three[] = {1. / 3, 2. / 3, 1, 2. / 3, 1. / 3};
  const double expected_four[] = {.125, .375, .625, .875, .875, .625, .375, .125};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(three[i], expected_three[i], 1e-7);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(four[i], expected_four[i]);
}

// The lecture's triangle 1/2 1 1/2 with padding 1 is align_corners resizing to 2 i - 1, borders included.
TEST(BilinearFilters, TheLecturesTriangle) {
  EXPECT_EQ(transposed_by_copies(signal({0, 1, 4, 9}), signal({.5, 1, .5}), {.stride = 2, .pad = 1}),
            signal({0, .5, 1, 2.5, 4, 6.5, 9}));
}

// A strided convolution is the dense one, every stride-th output kept.
TEST(Convolution, StridesKeepEverySthOutput) {
  const Map x = noise(9, 11, 10), w = noise(3, 3, 11);
  const Map dense = convolve(x, w, {.pad = 1}), strided = convolve(x, w, {.stride = 3, .pad = 1});
  for (std::int64_t y = 0; y < strided.rows; ++y)
    for (std::int64_t c = 0; c < strided.columns; ++c) EXPECT_EQ(strided.at(y, c), dense.at(3 * y, 3 * c));
}

TEST(Forms, OutsideTheirBoundsAreRefused) {
  const Map x = signal({1, 2, 3}), w = signal({1, 1, 1});
  EXPECT_THROW(convolve(x, w, {.stride = 0}), Error);
  EXPECT_THROW(transposed_by_copies(x, w, {.stride = 2, .output_padding = 2}), Error);
  EXPECT_THROW(transposed_by_zeros(x, w, {.pad = 3}), Error);
  EXPECT_THROW(transposed_by_phases(x, w, {.dilation = 2}), Error);
  EXPECT_THROW(dilated_by_phases(x, w, 2, 1), Error);
  EXPECT_THROW(times(Map(2, 3), Map(1, 4), 1, 2), Error);
}

}  // namespace
}  // namespace perpixel
