#include "transform/source_map.h"

#include <gtest/gtest.h>

#include "transform/pictures.h"

namespace perpixel {
namespace {

// By hand: 4 x 4 halved to 2 x 2: position p shows floor((p + 0.5) * 2) = 1 and 3; the window is mirrored and
// hangs over on the left by one.
TEST(SourceMap, StraightWindows) {
  AugmentPlan plan;
  plan.scaled = {2, 2};
  plan.window = {1, 3};
  plan.top = 1;
  plan.left = -1;
  plan.mirror = true;
  EXPECT_EQ(source_map(plan, {4, 4}, 0).places, (std::vector<std::int64_t>{15, 13, kOutside}));
}

// By hand: a margin of 1 around the window of one pixel at (0, 1) of a 2 x 2 picture.
TEST(SourceMap, MarginsShowWhatLiesAround) {
  AugmentPlan plan;
  plan.scaled = {2, 2};
  plan.window = {1, 1};
  plan.left = 1;
  const SourceMap map = source_map(plan, {2, 2}, 1);
  EXPECT_EQ(map.height, 3);
  EXPECT_EQ(map.places,
            (std::vector<std::int64_t>{kOutside, kOutside, kOutside, 0, 1, kOutside, 2, 3, kOutside}));
  plan.warp = Warp{};  // bent pictures are mirrored instead
  EXPECT_EQ(source_map(plan, {2, 2}, 1).places, (std::vector<std::int64_t>{2, 3, 2, 0, 1, 0, 2, 3, 2}));
}

// Property: a warp without strength shows the same places, whatever scale, window and mirroring.
TEST(SourceMap, WarpsWithoutStrengthAgree) {
  for (std::uint64_t picture = 0; picture < 20; ++picture) {
    AugmentPlan plan = plan_augment(
        {40, 55}, {.scale_min = 0.7, .scale_max = 1.6, .crop_height = 20, .crop_width = 24, .flip = 0.5},
        plain_input(), 3, 4, picture);
    const SourceMap straight = source_map(plan, {40, 55}, 0);
    plan.warp = Warp{};
    EXPECT_EQ(source_map(plan, {40, 55}, 0).places, straight.places);
  }
}

}  // namespace
}  // namespace perpixel
