#include "transform/surroundings.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

InputRecipe grey(int context, int multiple, int remainder, const std::string& fill = "mirror") {
  InputRecipe input{.channels = 1, .mean = {0}, .deviation = {1}};
  input.context = context;
  input.size_multiple = multiple;
  input.size_remainder = remainder;
  input.fill = fill;
  return input;
}

// Ronneberger et al.: outputs are 184 px smaller, inputs leave 12 when divided by 16; 388 -> 572.
TEST(Surroundings, ValidUnetSizes) {
  const InputRecipe unet = grey(92, 16, 12);
  EXPECT_EQ(surrounded_size(unet, {388, 388}), (PixelSize{572, 572}));
  for (int side = 1; side <= 400; ++side) {
    const int got = surrounded_size(unet, {side, 1}).height;
    EXPECT_EQ(got % 16, 12);
    EXPECT_GE(got, side + 184);
    EXPECT_LT(got, side + 184 + 16);
  }
}

// DeepLab: 500 px are filled to 513 = 32 * 16 + 1; 1 px is already 32 * 0 + 1.
TEST(Surroundings, DeepLabSizes) {
  const InputRecipe deeplab = grey(0, 32, 1, "mean");
  EXPECT_EQ(surrounded_size(deeplab, {500, 1}), (PixelSize{513, 1}));
  EXPECT_EQ(surrounded_size(deeplab, {513, 321}), (PixelSize{513, 321}));
  EXPECT_EQ(surrounded_size(deeplab, {514, 2}), (PixelSize{545, 33}));
}

// A network of four poolings needs 16 px; larger sides stay.
TEST(Surroundings, SmallPicturesAreFilledUp) {
  InputRecipe input = grey(0, 1, 0);
  input.size_least = 16;
  EXPECT_EQ(surrounded_size(input, {1, 17}), (PixelSize{16, 17}));
  EXPECT_EQ(surrounded_size(input, {16, 15}), (PixelSize{16, 16}));
  EXPECT_FALSE(takes_bare_pictures(input));
  EXPECT_EQ(with_surroundings(Tensor::from({1, 1, 1, 2}, {1, 2}), input).shape(), (Shape{1, 1, 16, 16}));
}

// By hand: reflect-101 of 0 1 2 is ... 1 0 1 2 1 [0 1 2] 1 0 ...
TEST(Surroundings, MirrorsPeriodically) {
  const int expected[] = {1, 0, 1, 2, 1, 0, 1, 2, 1, 0};  // positions -5 .. 4
  for (int i = -5; i <= 4; ++i) EXPECT_EQ(mirrored_position(i, 3), expected[i + 5]) << i;
  for (int i = -3; i <= 3; ++i) EXPECT_EQ(mirrored_position(i, 1), 0);
}

TEST(Surroundings, MirroredAndMeanTensors) {
  const Tensor data = Tensor::from({1, 1, 2, 2}, {1, 2, 3, 4});
  const Tensor mirrored = with_surroundings(data, grey(1, 1, 0));
  const std::vector<float> expected{4, 3, 4, 3, 2, 1, 2, 1, 4, 3, 4, 3, 2, 1, 2, 1};
  EXPECT_EQ(std::vector<float>(mirrored.floats().begin(), mirrored.floats().end()), expected);
  const Tensor filled = with_surroundings(data, grey(0, 3, 0, "mean"));
  const std::vector<float> zeros{1, 2, 0, 3, 4, 0, 0, 0, 0};
  EXPECT_EQ(std::vector<float>(filled.floats().begin(), filled.floats().end()), zeros);
}

TEST(Surroundings, BarePicturesAreNotCopied) {
  const Tensor data = Tensor::from({1, 1, 1, 2}, {1, 2});
  EXPECT_EQ(with_surroundings(data, grey(0, 1, 0)).data(), data.data());
}

}  // namespace
}  // namespace perpixel
