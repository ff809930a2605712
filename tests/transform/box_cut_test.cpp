#include "transform/box_cut.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "error/error.h"
#include "transform/to_tensor.h"

namespace perpixel {
namespace {

InputRecipe at_size(int height, int width) {
  InputRecipe input;
  input.size_rule = SizeRule::fixed;
  input.height = height;
  input.width = width;
  return input;
}

Image pattern(int height, int width) {
  Image image(height, width, 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c) image.at(y, x, c) = static_cast<std::uint8_t>(x * 5 + y * 3 + c * 40);
  return image;
}

// By hand: a twelfth of 24 px is 2, of 48 px is 4.
TEST(BoxCut, ContextIsATwelfthCutAtThePicture) {
  EXPECT_EQ(box_with_context({10, 20, 34, 68}, {100, 100}), (Box{8, 16, 36, 72}));
  EXPECT_EQ(box_with_context({1, 20, 25, 68}, {70, 26}), (Box{0, 16, 26, 70}));
}

TEST(BoxCut, TheWholePictureStaysWhole) {
  EXPECT_EQ(box_with_context({0, 0, 30, 20}, {20, 30}), (Box{0, 0, 30, 20}));
}

TEST(BoxCut, BoxesWithoutAPartInThePictureAreEmpty) {
  for (const Box& box : {Box{30, 0, 40, 10}, Box{NAN, 0, 9, 9}, Box{0, 0, INFINITY, 9}, Box{-5, 0, 0, 10},
                         Box{4, 4, 4, 9}, Box{9, 4, 4, 9}})
    EXPECT_EQ(box_with_context(box, {20, 30}), Box{});
}

// The box of the whole picture is what a classifier of that size would get.
TEST(BoxCut, TheWholePictureIsItsTensor) {
  const Image image = pattern(31, 47);
  for (const InputRecipe& input : {at_size(16, 16), at_size(31, 47), at_size(50, 60)}) {
    const Tensor cut = box_tensor(image, {0, 0, 47, 31}, input), whole = to_tensor(image, input);
    EXPECT_EQ(cut.shape(), whole.shape());
    EXPECT_TRUE(std::ranges::equal(cut.floats(), whole.floats()));
  }
}

// A box of whole pixels at their own size is those pixels.
TEST(BoxCut, ABoxAtItsOwnSizeIsItsPixels) {
  const Image image = pattern(31, 47);
  const InputRecipe input = at_size(9, 12);
  const Tensor cut = box_tensor(image, {20, 5, 32, 14}, input),
               expected = to_tensor(crop(image, 5, 20, 9, 12), input);
  EXPECT_TRUE(std::ranges::equal(cut.floats(), expected.floats()));
}

TEST(BoxCut, TrainingMirrorsPictureAndMask) {
  const Image image = pattern(20, 20);
  const InputRecipe input = at_size(8, 8);
  const Box box{2, 3, 18, 19};
  AugmentPlan plan;
  std::vector<float> plain(3 * 64), mirrored(3 * 64);
  fill_box_image(image, box, input, plan, plain);
  EXPECT_TRUE(std::ranges::equal(plain, box_tensor(image, box, input).floats()));
  plan.mirror = true;
  fill_box_image(image, box, input, plan, mirrored);
  for (std::size_t row = 0; row < 24; ++row)
    for (std::size_t x = 0; x < 8; ++x) ASSERT_EQ(mirrored[row * 8 + x], plain[row * 8 + 7 - x]);
}

// By hand: cells of the 4 x 4 frame over the box [1, 5) x [0, 2) are 1 px wide and half a pixel high.
TEST(BoxCut, TargetsAreTheNearestPixels) {
  Mask mask(2, 6);
  mask.inside = {0, 1, 0, 0, 1, 0,  //
                 0, 0, 1, 1, 0, 1};
  std::vector<std::int64_t> target(16);
  fill_box_target(mask, {1, 0, 5, 2}, 4, false, target);
  EXPECT_EQ(target, (std::vector<std::int64_t>{1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0}));
  fill_box_target(mask, {1, 0, 4, 2}, 3, true, std::span(target).first(9));
  EXPECT_EQ(target[0], 0);
  EXPECT_EQ(target[2], 1);
}

TEST(BoxCut, SizesMustFit) {
  std::vector<std::int64_t> target(15);
  EXPECT_THROW(fill_box_target(Mask(2, 2), {0, 0, 2, 2}, 4, false, target), Error);
  std::vector<float> planes(5);
  EXPECT_THROW(fill_box_image(pattern(4, 4), {0, 0, 4, 4}, at_size(2, 2), {}, planes), Error);
}

}  // namespace
}  // namespace perpixel
