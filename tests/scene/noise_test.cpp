#include "scene/noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace perpixel {
namespace {

TEST(Noise, MeetsItsLatticeAndIsContinuous) {
  for (int i = -20; i < 20; ++i) {
    const float x = static_cast<float>(i), y = static_cast<float>(2 * i);
    EXPECT_EQ(value_noise(x, y, 5), cell_noise(i, 2 * i, 5));
    EXPECT_NEAR(value_noise(x - 1e-4f, y, 5), value_noise(x, y, 5), 1e-3);
  }
}

TEST(Noise, FillsZeroToOneEvenly) {
  double sum = 0, square = 0;
  for (int i = 0; i < 40000; ++i) {
    const double v = static_cast<double>(cell_noise(i % 200 - 100, i / 200 - 100, 77));
    ASSERT_TRUE(v >= 0 && v < 1);
    sum += v;
    square += v * v;
  }
  EXPECT_NEAR(sum / 40000, 0.5, 0.01);
  EXPECT_NEAR(square / 40000, 1.0 / 3, 0.01);  // of the uniform distribution
}

TEST(Noise, FloorGoesDown) {
  for (const float x : {-2.f, -1.5f, -0.25f, 0.f, 0.75f, 3.f})
    EXPECT_EQ(floor_int(x), static_cast<int>(std::floor(x)));
}

}  // namespace
}  // namespace perpixel
