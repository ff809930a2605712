#include "transform/color_jitter.h"

#include <gtest/gtest.h>

#include "transform/pictures.h"

namespace perpixel {
namespace {

std::vector<float> jittered(const Image& image, const AugmentPlan& plan, const InputRecipe& input,
                            bool mirror = false) {
  std::vector<float> planes(static_cast<std::size_t>(image.height() * image.width() * image.channels()));
  write_jittered(image, {0, 0, image.height(), image.width()}, input, plan,
                 {planes, image.height(), image.width(), 0, 0, mirror});
  return planes;
}

TEST(ColorJitter, FactorsOfOneChangeNothing) {
  const Image image = patterned(4, 5);
  for (const bool mirror : {false, true}) {
    std::vector<float> plain(60);
    write_normalised(image, {0, 0, 4, 5}, InputRecipe{}, {plain, 4, 5, 0, 0, mirror});
    const auto same = jittered(image, {}, InputRecipe{}, mirror);
    for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(same[i], plain[i], 1e-5f);
  }
}

// By hand. Two grey pixels 40 and 80, mean 60. Brightness 1.5: 60, 120. Contrast 0.5 about the mean: 50, 70.
// Brightness 4 clamps 80 * 4 to 255. Saturation has nothing to act on.
TEST(ColorJitter, BrightnessAndContrast) {
  Image image(1, 2, 3);
  for (int c = 0; c < 3; ++c) {
    image.at(0, 0, c) = 40;
    image.at(0, 1, c) = 80;
  }
  const auto expect = [&](const AugmentPlan& plan, float first, float second) {
    const auto planes = jittered(image, plan, plain_input());
    EXPECT_NEAR(planes[0], first, 1e-4f);
    EXPECT_NEAR(planes[5], second, 1e-4f);
  };
  expect({.brightness = 1.5f}, 60, 120);
  expect({.contrast = 0.5f}, 50, 70);
  expect({.brightness = 4}, 160, 255);
  expect({.saturation = 0.3f}, 40, 80);
}

// By hand. (100, 0, 0) is grey 29.9; without saturation all channels are that, halfway red is 64.95.
TEST(ColorJitter, Saturation) {
  Image image(1, 1, 3);
  image.at(0, 0, 0) = 100;
  const auto none = jittered(image, {.saturation = 0}, plain_input());
  for (const float value : none) EXPECT_NEAR(value, 29.9f, 1e-4f);
  EXPECT_NEAR(jittered(image, {.saturation = 0.5f}, plain_input())[0], 64.95f, 1e-4f);
}

TEST(ColorJitter, BgrTakesTheRightChannel) {
  InputRecipe input = plain_input();
  input.bgr = true;
  Image image(1, 1, 3);
  image.at(0, 0, 2) = 50;  // blue
  EXPECT_NEAR(jittered(image, {.brightness = 2}, input)[0], 100, 1e-4f);
}

}  // namespace
}  // namespace perpixel
