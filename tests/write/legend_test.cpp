#include "write/legend.h"

#include <gtest/gtest.h>

#include "pictures.h"

namespace perpixel {
namespace {

const std::vector<ClassId> kBoth{0, 1};

TEST(Legend, StripHoldsASwatchForEachClass) {
  const Image strip = legend_strip(200, kBoth, two_classes());
  EXPECT_EQ(strip.width(), 200);
  EXPECT_EQ(pixels_of(strip, {0, 0, 200}), 81);  // 9 x 9
  EXPECT_EQ(pixels_of(strip, {100, 50, 0}), 81);
  EXPECT_GT(pixels_of(strip, {255, 255, 255}), 40);  // the names
}

TEST(Legend, NarrowStripsWrapAndWidenToTheLongestName) {
  const Image wide = legend_strip(200, kBoth, two_classes()), narrow = legend_strip(1, kBoth, two_classes());
  EXPECT_GT(narrow.height(), wide.height());
  // By hand: margin 3 + swatch 9 + gap 3 + "road" 23 + margin 3.
  EXPECT_EQ(narrow.width(), 41);
  EXPECT_EQ(pixels_of(narrow, {255, 255, 255}), pixels_of(wide, {255, 255, 255}));
}

TEST(Legend, NoClassesNoStrip) { EXPECT_EQ(legend_strip(50, {}, two_classes()).height(), 0); }

TEST(Legend, BoxDarkensThePictureUnderIt) {
  Image image = plain_picture(60, 80, {200, 200, 200});
  draw_legend(image, kBoth, two_classes());
  EXPECT_EQ(rgb_at(image, 0, 0), (std::array{40, 40, 40}));  // 0.8 black over 200, by hand
  EXPECT_EQ(rgb_at(image, 59, 79), (std::array{200, 200, 200}));
  EXPECT_EQ(pixels_of(image, {100, 50, 0}), 81);
}

TEST(Legend, TextGrowsWithThePicture) {
  EXPECT_EQ(text_scale(1), 1);
  EXPECT_EQ(text_scale(959), 1);
  EXPECT_EQ(text_scale(960), 2);
  EXPECT_EQ(text_scale(2048), 3);
  EXPECT_EQ(text_scale(100000), 8);
}

}  // namespace
}  // namespace perpixel
