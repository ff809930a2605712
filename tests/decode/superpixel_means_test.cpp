#include "decode/superpixel_means.h"

#include <gtest/gtest.h>

#include "decode/slic.h"
#include "error/error.h"
#include "image/resize.h"

namespace perpixel {
namespace {

Image checks(int height, int width) {
  Image image(height, width, 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c)
        image.at(y, x, c) = static_cast<std::uint8_t>((y / 5 * 67 + x / 7 * 41 + c * 90) % 256);
  return image;
}

Tensor numbers(Shape shape) {
  Tensor tensor(std::move(shape));
  std::uint32_t state = 7;
  for (float& value : tensor.floats()) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) * 0x1p-23f - 1;
  }
  return tensor;
}

// The definition: enlarge, then average.
TEST(SuperpixelMeans, EqualTheMeansOfTheEnlargedMap) {
  const Superpixels superpixels = slic(checks(43, 61), {.count = 40, .threads = 1});
  const std::pair<int, int> sizes[] = {{43, 61}, {22, 31}, {11, 16}, {6, 8}, {3, 4}, {1, 1}, {50, 70}};
  for (const auto& [height, width] : sizes) {
    const Tensor map = numbers({1, 5, height, width});
    const Tensor wanted = mean_features(superpixels, interpolate(map, 43, 61));
    const Tensor means = SuperpixelMeans(superpixels, height, width).of(map);
    ASSERT_EQ(means.shape(), wanted.shape());
    for (std::size_t i = 0; i < means.floats().size(); ++i)
      ASSERT_NEAR(means.floats()[i], wanted.floats()[i], 1e-5) << height << " x " << width;
  }
}

TEST(SuperpixelMeans, ConstantMapsStayConstant) {
  const Superpixels superpixels = slic(checks(30, 20), {.count = 12, .threads = 1});
  const Tensor means = SuperpixelMeans(superpixels, 4, 3).of(Tensor::filled({1, 2, 4, 3}, 2.5f));
  for (const float mean : means.floats()) EXPECT_FLOAT_EQ(mean, 2.5f);
}

TEST(SuperpixelMeans, OnePixel) {
  const Tensor means = SuperpixelMeans({1, 1, 1, {0}}, 2, 2).of(Tensor::from({1, 1, 2, 2}, {1, 2, 3, 4}));
  EXPECT_FLOAT_EQ(means.floats()[0], 2.5f);
}

TEST(SuperpixelMeans, OtherSizesAreRefused) {
  const SuperpixelMeans means({1, 2, 2, {0, 1}}, 1, 2);
  EXPECT_THROW(means.of(Tensor::zeros({1, 3, 2, 1})), Error);
  EXPECT_THROW(means.of(Tensor::zeros({2, 3, 1, 2})), Error);
}

}  // namespace
}  // namespace perpixel
