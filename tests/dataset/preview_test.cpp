#include "dataset/preview.h"

#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

TEST(Preview, PictureLeftMaskInColourRight) {
  const SmallSet set;
  set.picture("i/a.png", 10, 20);
  set.mask("m/a.png", {0, 1, 255, 9}, 10, 20);
  const ClassList classes = class_list_of({"x", "y"});
  const Image sheet = preview_of({{"a", set.at("i/a.png"), set.at("m/a.png")}}, classes);
  ASSERT_EQ(sheet.height(), 10);
  ASSERT_EQ(sheet.width(), 44);
  const auto color = [&](int x) { return Rgb{sheet.at(0, x, 0), sheet.at(0, x, 1), sheet.at(0, x, 2)}; };
  const Image picture = read_image(set.at("i/a.png"));
  EXPECT_EQ(color(3), (Rgb{picture.at(0, 3, 0), picture.at(0, 3, 1), picture.at(0, 3, 2)}));
  EXPECT_EQ(color(24), classes.classes[0].color);
  EXPECT_EQ(color(25), classes.classes[1].color);
  EXPECT_EQ(color(26), classes.void_color);
  EXPECT_EQ(color(27), (Rgb{255, 0, 255}));
}

TEST(Preview, UnreadablePairsAreLeftOutAndWidePicturesShrink) {
  const SmallSet set;
  set.picture("i/a.png", 100, 640);
  set.mask("m/a.png", {0}, 100, 640);
  const Pair good{"a", set.at("i/a.png"), set.at("m/a.png")}, bad{"b", set.at("none.png"), set.at("m/a.png")};
  const Image sheet = preview_of({bad, good, good}, class_list_of({"x"}));
  EXPECT_EQ(sheet.width(), 644);
  EXPECT_EQ(sheet.height(), 104);
  EXPECT_TRUE(preview_of({bad}, class_list_of({"x"})).empty());
}

TEST(Preview, LabelsInColour) {
  LabelMap labels(1, 2, 0);
  labels.at(0, 1) = kIgnore;
  const ClassList classes = class_list_of({"x"});
  const Image image = colored(labels, classes);
  EXPECT_EQ(image.at(0, 0, 0), classes.classes[0].color.r);
  EXPECT_EQ(image.at(0, 1, 2), classes.void_color.b);
}

}  // namespace
}  // namespace perpixel
