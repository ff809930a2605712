#include "write/font.h"

#include <gtest/gtest.h>

#include <set>

#include "pictures.h"

namespace perpixel {
namespace {

constexpr Rgb kWhite{255, 255, 255};

/// The dots of a text as rows of '#' and '.'.
std::string drawn(std::string_view text) {
  Image image = plain_picture(kGlyphHeight, std::max(1, text_width(text)), {0, 0, 0});
  draw_text(image, 0, 0, text, kWhite);
  std::string rows;
  for (int y = 0; y < image.height(); ++y, rows += '\n')
    for (int x = 0; x < image.width(); ++x) rows += image.at(y, x, 0) ? '#' : '.';
  return rows;
}

TEST(Font, LettersLookLikeThemselves) {
  EXPECT_EQ(drawn("L"), "#....\n#....\n#....\n#....\n#....\n#....\n#####\n.....\n.....\n");
  EXPECT_EQ(drawn("p"), ".....\n.....\n####.\n#...#\n#...#\n#...#\n####.\n#....\n#....\n");
}

// Property: no two printable characters share a glyph, and only the space is empty.
TEST(Font, GlyphsDiffer) {
  std::set<std::string> seen;
  for (char c = ' '; c <= '~'; ++c) EXPECT_TRUE(seen.insert(drawn(std::string(1, c))).second) << c;
}

TEST(Font, WidthCountsCodePoints) {
  EXPECT_EQ(text_width(""), 0);
  EXPECT_EQ(text_width("a"), 5);
  EXPECT_EQ(text_width("ab", 2), 22);
  EXPECT_EQ(text_width("ä"), 5);
  EXPECT_EQ(drawn("ä"), drawn("?"));
}

// Property: scaling by 3 makes nine dots of each.
TEST(Font, ScaleEnlargesEachDot) {
  Image small = plain_picture(9, 40, {0, 0, 0}), large = plain_picture(27, 120, {0, 0, 0});
  draw_text(small, 0, 0, "road", kWhite);
  draw_text(large, 0, 0, "road", kWhite, 3);
  EXPECT_GT(pixels_of(small, {255, 255, 255}), 20);
  EXPECT_EQ(pixels_of(large, {255, 255, 255}), 9 * pixels_of(small, {255, 255, 255}));
}

TEST(Font, TextOutsideIsCutOff) {
  Image image = plain_picture(4, 4, {0, 0, 0});
  draw_text(image, -5, -7, "MMMM", kWhite, 2);
  draw_text(image, 3, 3, "MMMM", kWhite);
  draw_text(image, 100, 100, "MMMM", kWhite);
  EXPECT_GT(pixels_of(image, {255, 255, 255}), 0);
}

}  // namespace
}  // namespace perpixel
