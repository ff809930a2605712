#include "dataset/pixel_moments.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

// By hand: 0 and 255 are 0 and 1; mean 1/2, deviation 1/2.
TEST(PixelMoments, MeanAndDeviationOfBlackAndWhite) {
  Image image(1, 2, 1);
  image.at(0, 1, 0) = 255;
  const MeanAndDeviation result = mean_and_deviation({moments_of(image), moments_of(image)});
  ASSERT_EQ(result.mean.size(), 1u);
  EXPECT_DOUBLE_EQ(result.mean[0], 0.5);
  EXPECT_DOUBLE_EQ(result.deviation[0], 0.5);
}

// By hand: u16 65535 is 1, f32 0.25 is itself; means per channel.
TEST(PixelMoments, EverySampleTypeInUnitsOfFullIntensity) {
  Image wide(1, 1, 2, SampleType::u16);
  wide.samples<std::uint16_t>()[0] = 65535;
  EXPECT_EQ(mean_and_deviation({moments_of(wide)}).mean, (std::vector<double>{1, 0}));
  Image real(1, 2, 1, SampleType::f32);
  real.samples<float>()[0] = 0.25f;
  EXPECT_EQ(mean_and_deviation({moments_of(real)}).mean, (std::vector<double>{0.125}));
}

// A white grey pixel and a red one: means (1, 1/2, 1/2).
TEST(PixelMoments, GreyAmongColourCountsAsThreeChannels) {
  Image grey(1, 1, 1), red(1, 1, 3);
  grey.at(0, 0, 0) = red.at(0, 0, 0) = 255;
  EXPECT_EQ(mean_and_deviation({moments_of(grey), moments_of(red)}).mean, (std::vector<double>{1, 0.5, 0.5}));
}

// Pixels weigh, not pictures: 3 black and 1 white.
TEST(PixelMoments, LargePicturesWeighMore) {
  Image white(1, 1, 1);
  white.at(0, 0, 0) = 255;
  EXPECT_EQ(mean_and_deviation({moments_of(Image(1, 3, 1)), moments_of(white)}).mean,
            (std::vector<double>{0.25}));
  EXPECT_TRUE(mean_and_deviation({}).mean.empty());
}

}  // namespace
}  // namespace perpixel
