#include "write/side_by_side.h"

#include <gtest/gtest.h>

#include "pictures.h"

namespace perpixel {
namespace {

// Property: every panel's pixels are there, once.
TEST(SideBySide, PanelsStandInOneRow) {
  const std::vector<Panel> panels{{"a", plain_picture(10, 20, {200, 0, 0})},
                                  {"b", plain_picture(30, 40, {0, 200, 0})}};
  const Image row = side_by_side(panels);
  EXPECT_EQ(pixels_of(row, {200, 0, 0}), 200);
  EXPECT_EQ(pixels_of(row, {0, 200, 0}), 1200);
  EXPECT_EQ(row.width(), 20 + 6 + 40);
  EXPECT_GT(pixels_of(row, {0, 0, 0}), 10);  // the titles
}

TEST(SideBySide, NothingGivesNothing) { EXPECT_TRUE(side_by_side({}).empty()); }

TEST(CompareLabels, ShowsTruthOnlyWhenThereIsOne) {
  const Image picture = plain_picture(60, 80, {0, 0, 0});
  const LabelMap truth(60, 80, 0), prediction(60, 80, 1);
  const Image three = compare_labels(picture, &truth, prediction, two_classes());
  const Image two = compare_labels(picture, nullptr, prediction, two_classes());
  EXPECT_EQ(three.width(), 3 * 80 + 2 * 6);
  EXPECT_EQ(two.width(), 2 * 80 + 6);
  // The legend names sky (truth only) and road (prediction only).
  EXPECT_EQ(pixels_of(three, {0, 0, 200}), 81);
  EXPECT_EQ(pixels_of(three, {100, 50, 0}), 81);
  EXPECT_EQ(pixels_of(two, {0, 0, 200}), 0);
}

}  // namespace
}  // namespace perpixel
