#include "scene/turn.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace perpixel {
namespace {

TEST(Turn, SineAndCosineAgreeWithLibm) {
  for (int i = -4000; i <= 4000; ++i) {
    const double t = i / 1024.0;
    EXPECT_NEAR(sin_turns(t), std::sin(2 * std::numbers::pi * t), 2e-7);
    EXPECT_NEAR(cos_turns(t), std::cos(2 * std::numbers::pi * t), 2e-7);
  }
}

TEST(Turn, QuarterTurnsAreNearlyExact) {
  EXPECT_EQ(sin_turns(0), 0);
  EXPECT_NEAR(sin_turns(0.25), 1, 1e-7);
  EXPECT_NEAR(cos_turns(0.5), -1, 1e-7);
}

}  // namespace
}  // namespace perpixel
