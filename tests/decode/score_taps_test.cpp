#include "decode/score_taps.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

void expect_tap(const ScoreTap& tap, int low, int high, float share) {
  EXPECT_EQ(tap.low, low);
  EXPECT_EQ(tap.high, high);
  EXPECT_FLOAT_EQ(tap.high_share, share);
}

// By hand: 2 cells over 4 pixels: sources -0.25 (held at 0), 0.25, 0.75, 1.25 (no right neighbour).
TEST(ScoreTaps, CoverByHand) {
  const auto taps = cover_taps(2, 4);
  expect_tap(taps[0], 0, 1, 0);
  expect_tap(taps[1], 0, 1, 0.25f);
  expect_tap(taps[2], 0, 1, 0.75f);
  expect_tap(taps[3], 1, 1, 0.25f);
}

// By hand: cells on pixels 0 and 3; beyond the last its value goes on.
TEST(ScoreTaps, CornerByHand) {
  const auto taps = corner_taps(2, 3, 5);
  expect_tap(taps[0], 0, 1, 0);
  expect_tap(taps[2], 0, 1, 2 / 3.f);
  expect_tap(taps[3], 1, 1, 0);
  expect_tap(taps[4], 1, 1, 1 / 3.f);
}

}  // namespace
}  // namespace perpixel
