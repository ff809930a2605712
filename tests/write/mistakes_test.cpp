#include "write/mistakes.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "pictures.h"

namespace perpixel {
namespace {

TEST(Mistakes, WrongPixelsAreRedAndIgnoredOnesDark) {
  const Image picture = plain_picture(1, 4, {100, 100, 100});
  const Image image =
      mistakes(picture, labels_of(1, 4, {0, 1, kIgnore, 1}), labels_of(1, 4, {0, 0, 0, kIgnore}));
  EXPECT_EQ(rgb_at(image, 0, 0), (std::array{162, 162, 162}));  // 112 + 100 / 2
  EXPECT_EQ(rgb_at(image, 0, 1), (std::array{220, 38, 38}));
  EXPECT_EQ(rgb_at(image, 0, 2), (std::array{64, 64, 72}));
  EXPECT_EQ(rgb_at(image, 0, 3), (std::array{220, 38, 38}));  // left without a label
}

TEST(Mistakes, RefusesDifferentSizes) {
  EXPECT_THROW(mistakes(plain_picture(1, 2, {}), LabelMap(1, 2), LabelMap(2, 1)), Error);
}

}  // namespace
}  // namespace perpixel
