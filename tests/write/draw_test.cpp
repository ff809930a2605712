#include "write/draw.h"

#include <gtest/gtest.h>

#include "pictures.h"

namespace perpixel {
namespace {

TEST(Blend, EndsAndMiddle) {
  EXPECT_EQ(blend(10, 200, 0), 10);
  EXPECT_EQ(blend(10, 200, 256), 200);
  EXPECT_EQ(blend(10, 200, 128), 105);
}

TEST(FillBox, IsCutOffAtTheBorder) {
  Image image = plain_picture(4, 4, {0, 0, 0});
  fill_box(image, -1, 2, 3, 9, {255, 0, 0});
  EXPECT_EQ(pixels_of(image, {255, 0, 0}), 4);  // rows 0-1, columns 2-3
  EXPECT_EQ(rgb_at(image, 1, 2), (std::array{255, 0, 0}));
  EXPECT_EQ(rgb_at(image, 2, 2), (std::array{0, 0, 0}));
}

TEST(Paste, IsCutOffAtTheBorder) {
  Image image = plain_picture(3, 3, {0, 0, 0});
  paste(image, plain_picture(2, 2, {9, 9, 9}), 2, -1);
  EXPECT_EQ(pixels_of(image, {9, 9, 9}), 1);
  EXPECT_EQ(rgb_at(image, 2, 0), (std::array{9, 9, 9}));
  paste(image, plain_picture(2, 2, {7, 7, 7}), 5, 5);  // wholly outside
  EXPECT_EQ(pixels_of(image, {7, 7, 7}), 0);
}

}  // namespace
}  // namespace perpixel
