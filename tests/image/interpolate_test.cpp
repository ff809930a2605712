#include <cmath>
#include <fstream>
#include <sstream>

#include "image/pictures.h"
#include "image/resize.h"

namespace perpixel {
namespace {

Tensor pattern_tensor(int channels, int height, int width) {
  Tensor tensor({1, channels, height, width});
  float* to = tensor.floats().data();
  for (int c = 0; c < channels; ++c)
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) *to++ = static_cast<float>(pattern_sample(y, x, c)) / 256;
  return tensor;
}

InterpolateMode mode_of(const std::string& name) {
  return name == "nearest"    ? InterpolateMode::nearest
         : name == "bilinear" ? InterpolateMode::bilinear
                              : InterpolateMode::bicubic;
}

// Expected values by LibTorch 2.15, torch::nn::functional::interpolate, see tests/data/README.md.
TEST(Interpolate, EqualsPyTorch) {
  std::ifstream file(image_data("torch_interpolate.txt"));
  std::string line, name;
  int cases = 0;
  while (std::getline(file, line)) {
    if (line[0] == '#') continue;
    std::istringstream words(line);
    int align = 0, channels = 0, in_height = 0, in_width = 0, height = 0, width = 0;
    words >> name >> align >> channels >> in_height >> in_width >> height >> width;
    const Tensor out =
        interpolate(pattern_tensor(channels, in_height, in_width), height, width, mode_of(name), align != 0);
    ASSERT_EQ(out.shape(), (Shape{1, channels, height, width}));
    for (const float value : out.floats()) {
      float expected = 0;
      ASSERT_TRUE(words >> expected);
      EXPECT_NEAR(value, expected, 1e-6) << line.substr(0, 40);
    }
    ++cases;
  }
  EXPECT_EQ(cases, 30);
}

TEST(Interpolate, AlignedCornersAreKept) {
  const Tensor in = pattern_tensor(2, 4, 6), out = interpolate(in, 9, 17, InterpolateMode::bilinear, true);
  EXPECT_FLOAT_EQ(out.floats()[0], in.floats()[0]);
  EXPECT_FLOAT_EQ(out.floats()[16], in.floats()[5]);
  EXPECT_FLOAT_EQ(out.floats().back(), in.floats().back());
}

TEST(Interpolate, BilinearReproducesARamp) {  // inside the outermost centres, value = source coordinate
  Tensor ramp({1, 1, 1, 8});
  for (std::size_t x = 0; x < 8; ++x) ramp.floats()[x] = static_cast<float>(x);
  const Tensor out = interpolate(ramp, 1, 32);
  for (int x = 2; x < 30; ++x)
    EXPECT_NEAR(out.floats()[static_cast<std::size_t>(x)], (x + 0.5) / 4 - 0.5, 1e-6);
}

TEST(Interpolate, TheSameSizeIsTheSameTensor) {
  const Tensor in = pattern_tensor(3, 5, 7);
  for (const auto mode : {InterpolateMode::nearest, InterpolateMode::bilinear, InterpolateMode::bicubic})
    for (const bool align : {false, true}) {
      const Tensor out = interpolate(in, 5, 7, mode, align);
      EXPECT_TRUE(std::ranges::equal(out.floats(), in.floats()));
    }
}

TEST(Interpolate, PlanesDoNotMix) {
  const Tensor in = pattern_tensor(4, 5, 6), out = interpolate(in, 10, 12);
  const Tensor last = Tensor::from({1, 1, 5, 6}, {in.floats().end() - 30, in.floats().end()});
  EXPECT_TRUE(std::ranges::equal(interpolate(last, 10, 12).floats(), out.floats().last(120)));
}

TEST(Interpolate, RefusesOtherShapes) {
  expect_error(ErrorCode::shape_mismatch, "[3, 4, 5]", [] { interpolate(Tensor::zeros({3, 4, 5}), 2, 2); });
  expect_error(ErrorCode::shape_mismatch, "to 0 x 2", [] { interpolate(Tensor::zeros({1, 3, 4, 5}), 0, 2); });
}

}  // namespace
}  // namespace perpixel
