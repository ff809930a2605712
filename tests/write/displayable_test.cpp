#include "write/displayable.h"

#include <gtest/gtest.h>

#include <limits>

#include "pictures.h"

namespace perpixel {
namespace {

TEST(Displayable, EightBitColoursStayAsTheyAre) {
  const Image rgb = plain_picture(2, 3, {1, 2, 3});
  EXPECT_EQ(displayable(rgb), rgb);
}

TEST(Displayable, GreyIsRepeatedAndAlphaDropped) {
  Image grey(1, 1, 1), grey_alpha(1, 1, 2), rgba(1, 1, 4);
  grey.at(0, 0, 0) = grey_alpha.at(0, 0, 0) = 7;
  grey_alpha.at(0, 0, 1) = 99;
  for (int c = 0; c < 4; ++c) rgba.at(0, 0, c) = static_cast<std::uint8_t>(10 + c);
  EXPECT_EQ(rgb_at(displayable(grey), 0, 0), (std::array{7, 7, 7}));
  EXPECT_EQ(rgb_at(displayable(grey_alpha), 0, 0), (std::array{7, 7, 7}));
  EXPECT_EQ(rgb_at(displayable(rgba), 0, 0), (std::array{10, 11, 12}));
}

// By hand: 1000 .. 3000 is stretched to 0 .. 255, so 2000 becomes 127.5, rounded away from zero.
TEST(Displayable, SixteenBitIsStretchedToItsOwnRange) {
  Image image(1, 3, 1, SampleType::u16);
  const auto samples = image.samples<std::uint16_t>();
  samples[0] = 1000;
  samples[1] = 2000;
  samples[2] = 3000;
  const Image shown = displayable(image);
  EXPECT_EQ(shown.at(0, 0, 0), 0);
  EXPECT_EQ(shown.at(0, 1, 0), 128);
  EXPECT_EQ(shown.at(0, 2, 0), 255);
}

TEST(Displayable, FloatsThatAreNoNumbersAreBlackOrWhite) {
  Image image(1, 5, 1, SampleType::f32);
  const auto samples = image.samples<float>();
  samples[0] = -std::numeric_limits<float>::infinity();
  samples[1] = std::numeric_limits<float>::quiet_NaN();
  samples[2] = -3;
  samples[3] = 5;
  samples[4] = std::numeric_limits<float>::infinity();
  const Image shown = displayable(image);
  for (int x : {0, 1, 2}) EXPECT_EQ(shown.at(0, x, 0), 0);
  for (int x : {3, 4}) EXPECT_EQ(shown.at(0, x, 0), 255);
}

}  // namespace
}  // namespace perpixel
