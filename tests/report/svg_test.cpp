#include "report/svg.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

TEST(Svg, ElementsInOrderInOneFile) {
  Svg svg(20, 10);
  svg.rect(1, 2, 3.5, 4, "#abc", "#000");
  svg.text(5, 6, "a < b", 9, Anchor::end);
  EXPECT_EQ(svg.finish(),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\" viewBox=\"0 0 20 10\" "
            "font-family=\"sans-serif\">\n"
            "<rect x=\"0\" y=\"0\" width=\"20\" height=\"10\" fill=\"#fff\"/>\n"
            "<rect x=\"1\" y=\"2\" width=\"3.5\" height=\"4\" fill=\"#abc\" stroke=\"#000\"/>\n"
            "<text x=\"5\" y=\"6\" font-size=\"9\" text-anchor=\"end\" fill=\"#222\">a &lt; b</text>\n"
            "</svg>\n");
}

// By hand: half way from white (255) to 31 is 143, to 97 is 176, to 160 is 208 (rounded up).
TEST(Svg, Tints) {
  EXPECT_EQ(tint(0, 31, 97, 160), "#ffffff");
  EXPECT_EQ(tint(1, 31, 97, 160), "#1f61a0");
  EXPECT_EQ(tint(0.5, 31, 97, 160), "#8fb0d0");
  EXPECT_EQ(tint(7, 0, 0, 0), "#000000");
}

}  // namespace
}  // namespace perpixel
