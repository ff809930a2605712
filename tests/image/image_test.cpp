#include "image/image.h"

#include <limits>

#include "image/pictures.h"

namespace perpixel {
namespace {

TEST(Image, IsZeroedAndInterleaved) {
  Image image(2, 3, 2, SampleType::u16);
  EXPECT_EQ(image.samples<std::uint16_t>().size(), 12u);
  EXPECT_EQ(image.samples<std::uint16_t>()[7], 0);
  EXPECT_EQ(image.offset(1, 2, 1), 11u);  // by hand: (1 * 3 + 2) * 2 + 1
  EXPECT_EQ(image.type(), SampleType::u16);
  EXPECT_FALSE(image.empty());
  EXPECT_TRUE(Image().empty());
}

TEST(Image, RefusesNegativeAndOverflowingSizes) {
  constexpr int kMost = std::numeric_limits<int>::max();
  expect_error(ErrorCode::bad_value, "-1 x 5 x 3", [] { Image(-1, 5, 3); });
  expect_error(ErrorCode::image_too_large, "2147483647", [] { Image(kMost, kMost, kMost); });
}

TEST(Image, SamplesOfAnotherTypeAreRefused) {
  Image image(1, 1, 1);
  expect_error(ErrorCode::image_unsupported, "u8", [&] { image.samples<float>(); });
}

TEST(WithChannels, GreyIsPillowsL) {
  // Pillow 12.3: Image.new("RGB", (1, 1), c).convert("L") for pure red, green, blue, white and (10, 200, 90).
  const std::uint8_t colours[5][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}, {10, 200, 90}};
  const int expected[5] = {76, 150, 29, 255, 131};
  for (int i = 0; i < 5; ++i) {
    Image rgb(1, 1, 3);
    for (int c = 0; c < 3; ++c) rgb.at(0, 0, c) = colours[i][c];
    EXPECT_EQ(with_channels(rgb, 1).at(0, 0, 0), expected[i]);
  }
}

TEST(WithChannels, GreyToColourAndBackIsTheSame) {
  const Image grey = pattern(9, 7, 1);
  EXPECT_EQ(with_channels(with_channels(grey, 3), 1), grey);
  const Image wide = pattern<std::uint16_t>(9, 7, 1, 65536, 257);
  EXPECT_EQ(with_channels(with_channels(wide, 3), 1), wide);
}

TEST(WithChannels, DropsAlpha) {
  const Image rgba = pattern(4, 5, 4), rgb = with_channels(rgba, 3);
  EXPECT_EQ(rgb.at(3, 4, 2), rgba.at(3, 4, 2));
  EXPECT_EQ(with_channels(pattern(4, 5, 2), 1).at(3, 4, 0), pattern_sample(3, 4, 0));
}

TEST(WithChannels, RefusesOtherPairs) {
  expect_error(ErrorCode::image_unsupported, "7 channels into 3", [] { with_channels(pattern(2, 2, 7), 3); });
  expect_error(ErrorCode::image_unsupported, "3 channels into 4", [] { with_channels(pattern(2, 2, 3), 4); });
}

TEST(ToU8, ScalesFullIntensity) {
  Image wide(1, 4, 1, SampleType::u16);  // by hand: 65535 / 255 = 257 per step
  const std::uint16_t values[] = {0, 65535, 128, 129};
  std::ranges::copy(values, wide.samples<std::uint16_t>().begin());
  const Image narrow = to_u8(wide);
  EXPECT_EQ(std::vector<int>(narrow.samples<std::uint8_t>().begin(), narrow.samples<std::uint8_t>().end()),
            (std::vector<int>{0, 255, 0, 1}));
  Image floating(1, 5, 1, SampleType::f32);
  const float reals[] = {-1, 2, 0.5f, std::numeric_limits<float>::quiet_NaN(), 1};
  std::ranges::copy(reals, floating.samples<float>().begin());
  const Image clamped = to_u8(floating);
  EXPECT_EQ(std::vector<int>(clamped.samples<std::uint8_t>().begin(), clamped.samples<std::uint8_t>().end()),
            (std::vector<int>{0, 255, 128, 0, 255}));
}

TEST(Crop, PicksTheRectangle) {
  const Image image = pattern(8, 9, 3), part = crop(image, 2, 3, 4, 5);
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 5; ++x) EXPECT_EQ(part.at(y, x, 1), image.at(y + 2, x + 3, 1));
  EXPECT_EQ(crop(image, 0, 0, 8, 9), image);
}

TEST(Crop, MustLieInside) {
  expect_error(ErrorCode::bad_value, "leaves the picture of 8 x 9",
               [] { crop(pattern(8, 9, 1), 5, 0, 4, 4); });
  expect_error(ErrorCode::bad_value, "leaves", [] { crop(pattern(8, 9, 1), 0, -1, 4, 4); });
}

TEST(FlipHorizontal, TwiceIsTheSame) {
  const Image image = pattern<float>(5, 6, 3);
  EXPECT_EQ(flip_horizontal(flip_horizontal(image)), image);
  EXPECT_EQ(flip_horizontal(pattern(5, 6, 3)).at(4, 0, 2), pattern_sample(4, 5, 2));
}

TEST(SampleType, NamesAndScales) {
  EXPECT_STREQ(sample_type_name(SampleType::u16), "u16");
  EXPECT_EQ(full_scale(SampleType::u8), 255);
  EXPECT_EQ(full_scale(SampleType::u16), 65535);
  EXPECT_EQ(full_scale(SampleType::f32), 1);
}

TEST(WithChannels, SaysHowToTrainOnSuchPictures) {
  try {
    with_channels(Image(2, 2, 5), 3);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(error.hint().find("set model.channels=5"), std::string::npos) << error.hint();
  }
}

}  // namespace
}  // namespace perpixel
