#include "image/lab.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

Image one_row(const std::vector<std::uint8_t>& samples) {
  Image image(1, static_cast<int>(samples.size() / 3), 3);
  std::ranges::copy(samples, image.samples<std::uint8_t>().begin());
  return image;
}

// scikit-image 0.26, color.rgb2lab.
TEST(Lab, EqualsScikitImage) {
  const Image image = one_row({255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30});
  const float expected[4][3] = {{53.2405879f, 80.0923082f, 67.2027510f},
                                {87.7350995f, -86.1830297f, 83.1797032f},
                                {32.2956726f, 79.1855909f, -107.857300f},
                                {5.94847038f, -0.669310791f, -8.13641179f}};
  const LabPlanes lab = rgb_to_lab(image, 0, 255);
  for (int i = 0; i < 4; ++i)
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(lab.plane(c)[i], expected[i][c], 2e-4f) << i << " " << c;
}

// Property: the curve of greys is L = 116 cbrt(Y) - 16 above 0.008856, and has no colour.
TEST(Lab, GreysAgainstTheFormula) {
  std::vector<std::uint8_t> greys;
  for (int v = 0; v < 256; ++v) greys.insert(greys.end(), 3, static_cast<std::uint8_t>(v));
  const LabPlanes lab = rgb_to_lab(one_row(greys), 0, 255);
  for (int v = 0; v < 256; ++v) {
    const double u = v / 255.0, y = u > 0.04045 ? std::pow((u + 0.055) / 1.055, 2.4) : u / 12.92;
    const double f = y > 0.008856 ? std::cbrt(y) : 7.787 * y + 16.0 / 116;
    EXPECT_NEAR(lab.plane(0)[v], 116 * f - 16, 1e-4) << v;
    EXPECT_NEAR(lab.plane(1)[v], 0, 6e-3);
    EXPECT_NEAR(lab.plane(2)[v], 0, 6e-3);
  }
}

// 51..204 stretched to 0..1 is the same as the stretched samples themselves.
TEST(Lab, RangeIsStretched) {
  const LabPlanes stretched = rgb_to_lab(one_row({51, 102, 204}), 51, 204);
  const LabPlanes itself = rgb_to_lab(one_row({0, 85, 255}), 0, 255);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(stretched.plane(c)[0], itself.plane(c)[0], 1e-4f);
}

TEST(Lab, SampleTypesAgree) {
  Image wide(1, 1, 3, SampleType::u16), real(1, 1, 3, SampleType::f32);
  const std::vector<std::uint8_t> samples{10, 20, 30};
  for (std::size_t c = 0; c < 3; ++c) {
    wide.samples<std::uint16_t>()[c] = static_cast<std::uint16_t>(257 * samples[c]);
    real.samples<float>()[c] = static_cast<float>(samples[c]) / 255;
  }
  const LabPlanes expected = rgb_to_lab(one_row(samples), 0, 255);
  for (int c = 0; c < 3; ++c) {
    EXPECT_NEAR(rgb_to_lab(wide, 0, 65535).plane(c)[0], expected.plane(c)[0], 1e-4f);
    EXPECT_NEAR(rgb_to_lab(real, 0, 1).plane(c)[0], expected.plane(c)[0], 1e-4f);
  }
}

TEST(Lab, NeedsThreeChannels) {
  try {
    rgb_to_lab(Image(2, 2, 4), 0, 255);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::image_unsupported);
    EXPECT_STREQ(error.what(), "Lab colours of a picture with 4 channels; wanted 3");
  }
}

}  // namespace
}  // namespace perpixel
