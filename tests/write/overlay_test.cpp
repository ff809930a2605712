#include "write/overlay.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "pictures.h"

namespace perpixel {
namespace {

const OverlayOptions kPlain{.legend = LegendPlace::none};

// By hand: 0.6 of (100, 50, 0) over (200, 200, 200) is (140, 110, 80); ignored pixels show the picture.
TEST(Overlay, BlendsClassColours) {
  const Image image =
      overlay(plain_picture(1, 2, {200, 200, 200}), labels_of(1, 2, {1, kIgnore}), two_classes(), kPlain);
  EXPECT_EQ(rgb_at(image, 0, 0), (std::array{140, 110, 80}));
  EXPECT_EQ(rgb_at(image, 0, 1), (std::array{200, 200, 200}));
}

TEST(Overlay, AlphaEnds) {
  const Image picture = plain_picture(1, 1, {9, 8, 7});
  const LabelMap labels = labels_of(1, 1, {0});
  EXPECT_EQ(overlay(picture, labels, two_classes(), {.alpha = 0, .legend = LegendPlace::none}), picture);
  EXPECT_EQ(rgb_at(overlay(picture, labels, two_classes(), {.alpha = 1, .legend = LegendPlace::none}), 0, 0),
            (std::array{0, 0, 200}));
}

TEST(Overlay, LegendBelowNamesOnlyWhatOccurs) {
  const Image picture = plain_picture(50, 100, {0, 255, 0});
  const Image image = overlay(picture, LabelMap(50, 100, 1), two_classes());
  EXPECT_EQ(image.width(), 100);
  EXPECT_GT(image.height(), 60);
  EXPECT_EQ(pixels_of(image, {100, 50, 0}), 81);  // the swatch
  EXPECT_EQ(pixels_of(image, {0, 0, 200}), 0);
}

TEST(Overlay, LegendInsideKeepsTheSize) {
  const Image image = overlay(plain_picture(40, 90, {200, 0, 0}), LabelMap(40, 90, 0), two_classes(),
                              {.legend = LegendPlace::inside});
  EXPECT_EQ(image.height(), 40);
  EXPECT_EQ(image.width(), 90);
  EXPECT_GT(pixels_of(image, {255, 255, 255}), 10);
}

TEST(Overlay, SmallestPictureWorks) {
  EXPECT_GE(overlay(Image(1, 1, 1), LabelMap(1, 1, 0), two_classes()).width(), 1);
  EXPECT_EQ(overlay(Image(1, 1, 1), LabelMap(1, 1), two_classes()).height(), 1);  // all ignored: no legend
}

TEST(Overlay, RefusesDifferentSizesAndUnknownLabels) {
  try {
    overlay(Image(2, 3, 3), LabelMap(3, 2), two_classes());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::size_mismatch);
    EXPECT_STREQ(error.what(), "the picture is 3x2, its labels 2x3 (width x height)");
  }
  EXPECT_THROW(overlay(Image(1, 1, 3), labels_of(1, 1, {2}), two_classes()), Error);
}

}  // namespace
}  // namespace perpixel
