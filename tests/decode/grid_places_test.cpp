#include <gtest/gtest.h>

#include "decode/location_grid.h"

namespace perpixel {
namespace {

// semantic.md 14, 5 classifiers on 50 positions: Y = (y + .5) / 10 - .5 is -.45 at 0, 4.45 at 49 and 0 half
// way between 4 and 5. By hand: -.05 lies .95 of the way from cell -1 (taken as 0), .05 just behind cell 0.
TEST(GridPlaces, TheFirstCellsCentreLiesBetweenFourAndFive) {
  const GridPlace before = grid_place(4, 50, 5), behind = grid_place(5, 50, 5);
  EXPECT_EQ(before.low, 0);
  EXPECT_EQ(before.high, 0);
  EXPECT_NEAR(before.share, 0.95f, 1e-5f);
  EXPECT_EQ(behind.low, 0);
  EXPECT_EQ(behind.high, 1);
  EXPECT_NEAR(behind.share, 0.05f, 1e-5f);
}

}  // namespace
}  // namespace perpixel
