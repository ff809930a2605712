#include "transform/warp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "transform/pictures.h"
#include "transform/random.h"

namespace perpixel {
namespace {

AugmentPlan plan_of(int height, int width, const Warp& warp) {
  AugmentPlan plan;
  plan.scaled = plan.window = {height, width};
  plan.warp = warp;
  return plan;
}

TEST(Warp, WithoutStrengthIsTheCrop) {
  const Image picture = patterned(14, 17);
  AugmentPlan plan = plan_of(14, 17, {});
  EXPECT_EQ(warped(picture, plan), picture);
  plan.top = 3;
  plan.left = 5;
  plan.window = {6, 9};
  EXPECT_EQ(warped(picture, plan), crop(picture, 3, 5, 6, 9));
}

// Exact cases: a quarter turn counter-clockwise brings what is right of the centre above it.
TEST(Warp, QuarterTurnsAndMirrorsMoveWholePixels) {
  const Image picture = patterned(9, 9);
  const Image turned = warped(picture, plan_of(9, 9, {.angle = std::numbers::pi / 2}));
  const Image upside_down = warped(picture, plan_of(9, 9, {.mirror_vertical = true}));
  AugmentPlan mirrored_plan = plan_of(9, 9, {});
  mirrored_plan.mirror = true;
  EXPECT_EQ(warped(picture, mirrored_plan), flip_horizontal(picture));
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 9; ++x)
      for (int c = 0; c < 3; ++c) {
        EXPECT_EQ(turned.at(8 - x, y, c), picture.at(y, x, c));
        EXPECT_EQ(upside_down.at(8 - y, x, c), picture.at(y, x, c));
      }
}

// Property: turning back undoes turning, for positions. Elastic fields are undone by their negative only to
// first order: the rest is at most the field's change over its own length.
TEST(Warp, IsUndoneByItsInverse) {
  for (const double degrees : {10., 45., 133.}) {
    const double angle = degrees * std::numbers::pi / 180;
    const WarpField there(plan_of(101, 101, {.angle = angle})), back(plan_of(101, 101, {.angle = -angle}));
    for (const auto& [y, x] : {std::pair{50, 50}, {20, 70}, {0, 100}}) {
      const Position seen = there.at(y, x), right = back.at(50, 51), down = back.at(51, 50);
      // `back` is linear around the centre (50, 50): its columns are what it does to unit steps.
      const double dy = seen.y - 50, dx = seen.x - 50;
      EXPECT_NEAR(50 + (down.y - 50) * dy + (right.y - 50) * dx, y, 1e-9);
      EXPECT_NEAR(50 + (down.x - 50) * dy + (right.x - 50) * dx, x, 1e-9);
    }
  }
}

// By hand: nodes lie on the window's corners, edge middles and centre; there the field is theirs.
TEST(Warp, FieldPassesThroughItsNodes) {
  Warp warp;
  for (std::size_t i = 0; i < 9; ++i) {
    warp.down[i] = static_cast<double>(i) - 4;
    warp.right[i] = 10 - 2 * static_cast<double>(i);
  }
  const WarpField field(plan_of(41, 61, warp));
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column) {
      const auto node = static_cast<std::size_t>(3 * row + column);
      const Position seen = field.at(20 * row, 30 * column);
      EXPECT_NEAR(seen.y, 20 * row + warp.down[node], 1e-12);
      EXPECT_NEAR(seen.x, 30 * column + warp.right[node], 1e-12);
    }
  EXPECT_NEAR(field.at(-5, -9).y, -5 + warp.down[0], 1e-12);  // constant beyond the window
}

// Property: equal displacements everywhere are a shift.
TEST(Warp, EqualDisplacementsShift) {
  Warp warp;
  warp.down.fill(2);
  warp.right.fill(-3);
  const Image picture = patterned(12, 13);
  const Image shifted = warped(picture, plan_of(12, 13, warp));
  for (int y = 0; y < 10; ++y)
    for (int x = 3; x < 13; ++x) EXPECT_EQ(shifted.at(y, x, 0), picture.at(y + 2, x - 3, 0));
}

// By hand (reflect-101): two rows above the first is the third.
TEST(Warp, MirrorsBeyondTheBorders) {
  Warp warp;
  warp.down.fill(-2);
  const Image picture = patterned(7, 5);
  const Image shifted = warped(picture, plan_of(7, 5, warp));
  for (int x = 0; x < 5; ++x) {
    EXPECT_EQ(shifted.at(0, x, 1), picture.at(2, x, 1));
    EXPECT_EQ(shifted.at(1, x, 1), picture.at(1, x, 1));
  }
}

// Property: Keys' kernel with a = -0.5 reproduces quadratics. Inside, half way: (x + 0.5)^2.
TEST(Warp, SamplesQuadraticsExactly) {
  Image picture(8, 20, 1, SampleType::f32);
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 20; ++x)
      picture.samples<float>()[picture.offset(y, x, 0)] = static_cast<float>(x * x);
  Warp warp;
  warp.right.fill(0.5);
  const Image half = warped(picture, plan_of(8, 20, warp));
  for (int x = 1; x < 17; ++x)
    EXPECT_NEAR(half.samples<float>()[half.offset(3, x, 0)], (x + 0.5f) * (x + 0.5f), 1e-4f);
}

// By hand: overshoot beside an edge of 0 and 255 is kept within the type.
TEST(Warp, StaysWithinTheRange) {
  Image edge(6, 12, 1);
  for (int y = 0; y < 6; ++y)
    for (int x = 6; x < 12; ++x) edge.at(y, x, 0) = 255;
  Warp warp;
  warp.right.fill(0.5);
  const Image half = warped(edge, plan_of(6, 12, warp));
  EXPECT_EQ(half.at(2, 4, 0), 0);    // -0.0625 * 255
  EXPECT_EQ(half.at(2, 5, 0), 128);  // half way
  EXPECT_EQ(half.at(2, 6, 0), 255);  // 1.0625 * 255
}

// The published strength: displacements of mean 0 and standard deviation 10 px, angles over their range.
TEST(Warp, DrawsWhatTheOptionsSay) {
  double sum = 0, squares = 0, largest = 0;
  int upside_down = 0;
  constexpr int kDraws = 400;
  for (std::uint64_t picture = 0; picture < kDraws; ++picture) {
    const AugmentPlan plan = plan_augment({50, 50}, {.flip_vertical = 0.5, .rotate = 30, .elastic = 10},
                                          plain_input(), 1, 2, picture);
    ASSERT_TRUE(plan.warp.has_value());
    for (std::size_t i = 0; i < 9; ++i)
      for (const double px : {plan.warp->down[i], plan.warp->right[i]}) {
        sum += px;
        squares += px * px;
      }
    largest = std::max(largest, std::abs(plan.warp->angle));
    upside_down += plan.warp->mirror_vertical;
  }
  EXPECT_NEAR(sum / (18 * kDraws), 0, 0.6);  // five standard errors
  EXPECT_NEAR(std::sqrt(squares / (18 * kDraws)), 10, 0.5);
  EXPECT_LE(largest, 30 * std::numbers::pi / 180);
  EXPECT_GT(largest, 29 * std::numbers::pi / 180);
  EXPECT_NEAR(upside_down, kDraws / 2, 50);
  EXPECT_FALSE(plan_augment({50, 50}, {.flip = 0.5}, plain_input(), 1, 2, 3).warp.has_value());
}

}  // namespace
}  // namespace perpixel
