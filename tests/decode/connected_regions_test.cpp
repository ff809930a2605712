#include "decode/connected_regions.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

using Ids = std::vector<std::int32_t>;

// By hand: label 7 lies in two places, which become two regions.
TEST(ConnectedRegions, PiecesGetNumbersOfTheirOwn) {
  const auto regions = connected_regions(2, 3, {7, 3, 7, 7, 3, 7}, 2, 100);
  EXPECT_EQ(regions.count, 3);
  EXPECT_EQ(regions.ids, (Ids{0, 1, 2, 0, 1, 2}));
}

// By hand: the single 9 is smaller than 2 and joins the region that touches it.
TEST(ConnectedRegions, SmallOnesJoinANeighbour) {
  const auto regions = connected_regions(2, 3, {1, 1, 1, 1, 9, 1}, 2, 100);
  EXPECT_EQ(regions.count, 1);
  EXPECT_EQ(regions.ids, (Ids{0, 0, 0, 0, 0, 0}));
}

// By hand: touched by 0 on the left and above; scikit-image looks right, left, below, above, so above counts.
TEST(ConnectedRegions, TheRegionMetLastWins) {
  const auto regions = connected_regions(2, 2, {4, 5, 6, 9}, 1, 100);
  EXPECT_EQ(regions.count, 4);
  const auto joined = connected_regions(3, 3, {4, 5, 5, 4, 9, 5, 4, 4, 5}, 2, 100);
  EXPECT_EQ(joined.ids, (Ids{0, 1, 1, 0, 1, 1, 0, 0, 1}));
}

// By hand: 6 equal pixels, at most 4 a region.
TEST(ConnectedRegions, LargeOnesAreCut) {
  const auto regions = connected_regions(1, 6, {2, 2, 2, 2, 2, 2}, 1, 4);
  EXPECT_EQ(regions.count, 2);
  EXPECT_EQ(regions.ids, (Ids{0, 0, 0, 0, 1, 1}));
}

// A small first component, with nothing labelled around it when its turn comes, stays; ids are contiguous.
TEST(ConnectedRegions, ALeftoverStaysARegion) {
  const auto regions = connected_regions(3, 2, {1, 1, 2, 2, 2, 2}, 3, 100);
  EXPECT_EQ(regions.count, 2);
  EXPECT_EQ(regions.ids, (Ids{1, 1, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace perpixel
