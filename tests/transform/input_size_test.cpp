#include "transform/input_size.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

TEST(InputSize, NativeAndFixed) {
  InputRecipe input;
  EXPECT_EQ(input_size(input, {375, 500}), (PixelSize{375, 500}));
  input.size_rule = SizeRule::fixed;
  input.height = 224;
  input.width = 192;
  EXPECT_EQ(input_size(input, {375, 500}), (PixelSize{224, 192}));
}

TEST(InputSize, FactorRoundsAndNeverVanishes) {
  InputRecipe input;
  input.size_rule = SizeRule::factor;
  input.size_factor = 0.5f;
  EXPECT_EQ(input_size(input, {375, 500}), (PixelSize{188, 250}));  // 187.5 rounds away from 0
  EXPECT_EQ(input_size(input, {1, 1}), (PixelSize{1, 1}));
}

// By hand, the detectors' rule: 375 -> 600 is a factor of 1.6, 500 * 1.6 = 800; for 300 x 1000 the longer
// side binds: 1000 / 1000 = 1.
TEST(InputSize, ShortSideIsBoundByTheLongOne) {
  InputRecipe input;
  input.size_rule = SizeRule::short_side;
  input.size = 600;
  input.max_size = 1000;
  EXPECT_EQ(input_size(input, {375, 500}), (PixelSize{600, 800}));
  EXPECT_EQ(input_size(input, {500, 375}), (PixelSize{800, 600}));
  EXPECT_EQ(input_size(input, {300, 1000}), (PixelSize{300, 1000}));
}

}  // namespace
}  // namespace perpixel
