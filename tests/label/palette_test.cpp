#include <gtest/gtest.h>

#include <set>

#include "label/class_list.h"

namespace perpixel {
namespace {

// PASCAL VOC's published colour table.
TEST(Palette, VocColours) {
  EXPECT_EQ(voc_color(0), (Rgb{0, 0, 0}));
  EXPECT_EQ(voc_color(1), (Rgb{128, 0, 0}));
  EXPECT_EQ(voc_color(8), (Rgb{64, 0, 0}));
  EXPECT_EQ(voc_color(11), (Rgb{192, 128, 0}));
  EXPECT_EQ(voc_color(15), (Rgb{192, 128, 128}));
  EXPECT_EQ(voc_color(20), (Rgb{0, 64, 128}));
  EXPECT_EQ(voc_color(255), (Rgb{224, 224, 192}));
}

TEST(Palette, DistinctColoursAreDistinctAndBeginWithVoc) {
  for (const int n : {0, 1, 21, 22, 150, 1000, 20000}) {
    const std::vector<Rgb> colors = distinct_colors(n);
    ASSERT_EQ(static_cast<int>(colors.size()), n);
    const std::set<Rgb> unique(colors.begin(), colors.end());
    EXPECT_EQ(unique.size(), colors.size()) << n;
    EXPECT_FALSE(unique.contains(Rgb{0, 0, 0}));
    for (int i = 0; i < std::min(n, 21); ++i)
      EXPECT_EQ(colors[static_cast<std::size_t>(i)], voc_color(i + 1));
  }
}

// A prefix stays when classes are added, so that colours of old pictures keep their meaning.
TEST(Palette, MoreColoursKeepTheFirstOnes) {
  const std::vector<Rgb> few = distinct_colors(60), many = distinct_colors(200);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

// The first hues after VOC's lie far enough apart to tell in an overlay.
TEST(Palette, TheFirstHuesAreWellSeparated) {
  const std::vector<Rgb> colors = distinct_colors(33);
  for (std::size_t i = 21; i < colors.size(); ++i) {
    for (std::size_t j = 21; j < i; ++j) {
      const int distance = std::abs(colors[i].r - colors[j].r) + std::abs(colors[i].g - colors[j].g) +
                           std::abs(colors[i].b - colors[j].b);
      EXPECT_GE(distance, 40) << i << " " << j;
    }
  }
}

TEST(Palette, PngPaletteHoldsClassColoursAtFileIds) {
  ClassList list = class_list_of({"road", "car"});
  list.classes[1].file_id = 26;
  list.classes[1].color = {1, 2, 3};
  list.void_id = 40;
  list.void_color = {9, 9, 9};
  const std::vector<Rgb> palette = png_palette(list);
  ASSERT_EQ(palette.size(), 256u);
  EXPECT_EQ(palette[0], list.classes[0].color);
  EXPECT_EQ(palette[26], (Rgb{1, 2, 3}));
  EXPECT_EQ(palette[40], (Rgb{9, 9, 9}));
  EXPECT_EQ(palette[15], voc_color(15));
}

}  // namespace
}  // namespace perpixel
