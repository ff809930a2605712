#include "scene/material.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

float spread(const Material& m, float footprint) {
  float low = 1e9f, high = -1e9f;
  for (int i = 0; i < 400; ++i) {
    const float g =
        reflectance(m, static_cast<float>(i) * 0.173f, static_cast<float>(i % 37) * 0.291f, footprint).g;
    low = g < low ? g : low;
    high = g > high ? g : high;
  }
  return high - low;
}

TEST(Material, PatternsFadeWithDistance) {
  for (const Texture t : {Texture::grain, Texture::grass, Texture::tiles, Texture::brick, Texture::foliage,
                          Texture::crop, Texture::stripes}) {
    const Material m{t, {0.5f, 0.5f, 0.5f}, {0.1f, 0.1f, 0.1f}, 0.5f, 3, 0};
    EXPECT_GT(spread(m, 0.01f), 0.05f) << static_cast<int>(t);
    EXPECT_LT(spread(m, 30.f), 0.01f) << static_cast<int>(t);
  }
}

TEST(Material, TintsAreThoseOfTheHueCircle) {
  // By hand: red, green, blue at 0, 1/3, 2/3 of a turn; value 0.5 is 0.25 in linear light.
  EXPECT_FLOAT_EQ(tint(0, 1, 1).r, 1);
  EXPECT_NEAR(tint(0, 1, 1).g, 0, 1e-6);
  EXPECT_NEAR(tint(1.0 / 3, 1, 1).g, 1, 1e-6);
  EXPECT_NEAR(tint(1.0 / 3, 1, 1).r, 0, 1e-6);
  EXPECT_NEAR(tint(2.0 / 3, 1, 1).b, 1, 1e-6);
  EXPECT_FLOAT_EQ(grey(0.5).g, 0.25f);
}

}  // namespace
}  // namespace perpixel
