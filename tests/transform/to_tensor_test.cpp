#include "transform/to_tensor.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "image/resize.h"
#include "transform/pictures.h"

namespace perpixel {
namespace {

float at(const Tensor& tensor, std::int64_t c, std::int64_t y, std::int64_t x) {
  return tensor.floats()[static_cast<std::size_t>((c * tensor.size(2) + y) * tensor.size(3) + x)];
}

// By hand, with torchvision's figures: red 128 -> (128 / 255 - 0.485) / 0.229.
TEST(ToTensor, NormalisesPerChannel) {
  const Image image = patterned(2, 3);
  const Tensor tensor = to_tensor(image, InputRecipe{});
  EXPECT_EQ(tensor.shape(), (Shape{1, 3, 2, 3}));
  EXPECT_FLOAT_EQ(at(tensor, 0, 1, 2), (static_cast<float>(image.at(1, 2, 0)) / 255 - 0.485f) / 0.229f);
  EXPECT_FLOAT_EQ(at(tensor, 2, 0, 1), (static_cast<float>(image.at(0, 1, 2)) / 255 - 0.406f) / 0.225f);
}

// Caffe: B first, mean subtracted, no division.
TEST(ToTensor, BgrReversesTheChannels) {
  InputRecipe input = plain_input();
  input.bgr = true;
  input.mean = {104, 117, 123};
  const Image image = patterned(2, 2);
  const Tensor tensor = to_tensor(image, input);
  EXPECT_EQ(at(tensor, 0, 1, 0), static_cast<float>(image.at(1, 0, 2)) - 104);
  EXPECT_EQ(at(tensor, 2, 1, 0), static_cast<float>(image.at(1, 0, 0)) - 123);
}

TEST(ToTensor, FullIntensityIsTheSameForEverySampleType) {
  Image byte(1, 1, 3), word(1, 1, 3, SampleType::u16), real(1, 1, 3, SampleType::f32);
  for (std::size_t c = 0; c < 3; ++c) {
    byte.samples<std::uint8_t>()[c] = 51;  // a fifth
    word.samples<std::uint16_t>()[c] = 13107;
    real.samples<float>()[c] = 0.2f;
  }
  for (std::size_t c = 0; c < 3; ++c) {
    const float expected = to_tensor(byte, InputRecipe{}).floats()[c];
    EXPECT_NEAR(to_tensor(word, InputRecipe{}).floats()[c], expected, 1e-6f);
    EXPECT_NEAR(to_tensor(real, InputRecipe{}).floats()[c], expected, 1e-6f);
  }
}

TEST(ToTensor, GreyBecomesThreeEqualChannelsAndAlphaIsDropped) {
  const Tensor grey = to_tensor(patterned(2, 2, 1), plain_input());
  for (std::int64_t i = 0; i < 4; ++i) EXPECT_EQ(at(grey, 0, i / 2, i % 2), at(grey, 2, i / 2, i % 2));
  const Image rgba = patterned(2, 2, 4);
  EXPECT_EQ(at(to_tensor(rgba, plain_input()), 2, 1, 1), static_cast<float>(rgba.at(1, 1, 2)));
}

TEST(ToTensor, ResizesAsPillowDoes) {
  InputRecipe input = plain_input();
  input.size_rule = SizeRule::fixed;
  input.height = 5;
  input.width = 9;
  const Image image = patterned(12, 7);
  const Image expected = resize_pillow(image, 5, 9);
  const Tensor tensor = to_tensor(image, input);
  for (int y = 0; y < 5; ++y)
    for (int x = 0; x < 9; ++x) EXPECT_EQ(at(tensor, 1, y, x), static_cast<float>(expected.at(y, x, 1)));
}

TEST(ToTensor, ExtraScaleNeverVanishes) {
  EXPECT_EQ(to_tensor(patterned(10, 20), plain_input(), 0.5).shape(), (Shape{1, 3, 5, 10}));
  EXPECT_EQ(to_tensor(patterned(1, 1), plain_input(), 0.25).shape(), (Shape{1, 3, 1, 1}));
}

TEST(ToTensor, RefusesWhatItCannotAdapt) {
  EXPECT_THROW(to_tensor(Image(), InputRecipe{}), Error);
  EXPECT_THROW(to_tensor(patterned(2, 2, 3), plain_input(5)), Error);
}

}  // namespace
}  // namespace perpixel
