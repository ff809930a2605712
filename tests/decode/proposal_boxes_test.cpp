#include "decode/proposal_boxes.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

// By hand for 100 x 150: squares of 100 start at 0, 50 (half a box apart at most).
TEST(SlidingBoxes, TheWholeThenTheLargest) {
  const auto boxes = sliding_boxes(100, 150, 40, 50);
  ASSERT_GE(boxes.size(), 4u);
  EXPECT_EQ(boxes[0], (PixelBox{0, 0, 100, 150}));
  EXPECT_EQ(boxes[1], (PixelBox{0, 0, 100, 100}));
  EXPECT_EQ(boxes[2], (PixelBox{0, 50, 100, 100}));
  EXPECT_EQ(boxes[3], (PixelBox{0, 0, 71, 141}));
}

// Semantic spec, 4.3: shorter side at least 112, at most 50 boxes.
TEST(SlidingBoxes, KeepTheirBounds) {
  const auto boxes = sliding_boxes(1000, 500, 112, 50);
  EXPECT_EQ(boxes.size(), 50u);
  for (const PixelBox& box : boxes) EXPECT_GE(std::min(box.height, box.width), 112);
  EXPECT_EQ(sliding_boxes(60, 90, 112, 50), (std::vector<PixelBox>{{0, 0, 60, 90}}));
  EXPECT_EQ(sliding_boxes(1, 1, 112, 50), (std::vector<PixelBox>{{0, 0, 1, 1}}));
}

// A box wider than the picture lies half as far out on each side.
TEST(SlidingBoxes, MayLeaveThePicture) {
  bool leaves = false;
  for (const PixelBox& box : sliding_boxes(200, 200, 10, 1000)) {
    leaves |= box.left < 0;
    EXPECT_LT(box.left, 200);
    EXPECT_GT(box.left + box.width, 0);
    if (box.left < 0) {
      EXPECT_LE(std::abs(2 * -box.left - (box.width - 200)), 1);
    }
  }
  EXPECT_TRUE(leaves);
}

}  // namespace
}  // namespace perpixel
