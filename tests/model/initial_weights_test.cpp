#include "model/initial_weights.h"

#include <gtest/gtest.h>

#include <cmath>

namespace perpixel {
namespace {

double mean_square(const Tensor& tensor) {
  double sum = 0;
  for (const float value : tensor.floats()) sum += static_cast<double>(value) * static_cast<double>(value);
  return sum / static_cast<double>(tensor.count());
}

double mean(const Tensor& tensor) {
  double sum = 0;
  for (const float value : tensor.floats()) sum += static_cast<double>(value);
  return sum / static_cast<double>(tensor.count());
}

// Values of the FCN paper's kernel: k = 4 gives .25 .75 .75 .25, k = 64 starts 1/64, 3/64, 5/64; sums 2, 8,
// 16, 32.
TEST(BilinearTaps, PublishedValues) {
  EXPECT_EQ(bilinear_taps(4), (std::vector<float>{0.25f, 0.75f, 0.75f, 0.25f}));
  EXPECT_EQ(bilinear_taps(3), (std::vector<float>{0.5f, 1, 0.5f}));
  const auto wide = bilinear_taps(64);
  EXPECT_FLOAT_EQ(wide[0], 1 / 64.f);
  EXPECT_FLOAT_EQ(wide[1], 3 / 64.f);
  EXPECT_FLOAT_EQ(wide[2], 5 / 64.f);
  for (const auto& [k, sum] : {std::pair{4, 2.}, {16, 8.}, {32, 16.}, {64, 32.}}) {
    double total = 0;
    for (const float tap : bilinear_taps(k)) total += static_cast<double>(tap);
    EXPECT_NEAR(total, sum, 1e-5);
  }
}

TEST(InitialValue, DenseBilinearIsDiagonalAndGroupedIsFull) {
  const Tensor dense = initial_value({.name = "a", .shape = {3, 3, 4, 4}, .init = {InitKind::bilinear}}, 1);
  const Tensor grouped = initial_value({.name = "a", .shape = {3, 1, 4, 4}, .init = {InitKind::bilinear}}, 1);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t o = 0; o < 3; ++o)
      for (std::size_t t = 0; t < 16; ++t)
        EXPECT_EQ(dense.floats()[(i * 3 + o) * 16 + t], i == o ? grouped.floats()[i * 16 + t] : 0);
  EXPECT_EQ(grouped.floats()[0], 0.0625f);
}

// He et al. 2015: variance 2 / fan_in; Caffe's xavier: 1 / fan_in; 40,000 samples, so 3 % is far outside
// chance.
TEST(InitialValue, Variances) {
  const Shape shape{80, 20, 5, 5};  // fan_in 500
  const auto squares = [&](InitKind kind, float value) {
    return mean_square(initial_value({.name = "w", .shape = shape, .init = {kind, value}}, 1));
  };
  EXPECT_NEAR(squares(InitKind::he, 1) * 500, 2, 0.06);
  EXPECT_NEAR(squares(InitKind::he, 2) * 500, 8, 0.24);
  EXPECT_NEAR(squares(InitKind::xavier, 0) * 500, 1, 0.03);
  EXPECT_NEAR(squares(InitKind::normal, 0.01f), 1e-4, 3e-6);
  EXPECT_NEAR(mean(initial_value({.name = "w", .shape = shape, .init = {InitKind::normal, 1}}, 1)), 0, 0.03);
  EXPECT_EQ(mean_square(initial_value({.name = "w", .shape = shape, .init = {InitKind::constant, 3}}, 1)), 9);
}

TEST(InitialValue, DependsOnSeedAndNameOnly) {
  const auto draw = [](const char* name, std::uint64_t seed) {
    return initial_value({.name = name, .shape = {7}, .init = {InitKind::normal, 1}}, seed).floats()[6];
  };
  EXPECT_EQ(draw("conv1_1.weight", 1), draw("conv1_1.weight", 1));
  EXPECT_NE(draw("conv1_1.weight", 1), draw("conv1_2.weight", 1));
  EXPECT_NE(draw("conv1_1.weight", 1), draw("conv1_1.weight", 2));
}

}  // namespace
}  // namespace perpixel
