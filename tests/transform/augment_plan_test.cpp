#include "transform/augment_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "error/error.h"
#include "transform/pictures.h"

namespace perpixel {
namespace {

TEST(AugmentPlan, DefaultsLeaveThePictureAlone) {
  const AugmentPlan plan = plan_augment({30, 40}, {}, plain_input(), 1, 2, 3);
  EXPECT_EQ(plan.scaled, (PixelSize{30, 40}));
  EXPECT_EQ(plan.window, (PixelSize{30, 40}));
  EXPECT_EQ(plan.top, 0);
  EXPECT_EQ(plan.left, 0);
  EXPECT_FALSE(plan.mirror);
  EXPECT_EQ(plan.brightness, 1);
}

TEST(AugmentPlan, WindowsReachEveryCornerAndStayInside) {
  std::set<int> tops, lefts;
  for (std::uint64_t picture = 0; picture < 300; ++picture) {
    const AugmentPlan plan =
        plan_augment({12, 20}, {.crop_height = 8, .crop_width = 24}, plain_input(), 7, 0, picture);
    tops.insert(plan.top);
    lefts.insert(plan.left);
  }
  EXPECT_EQ(tops, (std::set<int>{0, 1, 2, 3, 4}));       // larger than the window
  EXPECT_EQ(lefts, (std::set<int>{-4, -3, -2, -1, 0}));  // smaller: padded somewhere
}

TEST(AugmentPlan, ScalesFillTheirRange) {
  int lowest = 1000, highest = 0;
  for (std::uint64_t epoch = 0; epoch < 400; ++epoch) {
    const AugmentPlan plan =
        plan_augment({100, 100}, {.scale_min = 0.5, .scale_max = 2}, plain_input(), 7, epoch, 0);
    lowest = std::min(lowest, plan.scaled.height);
    highest = std::max(highest, plan.scaled.height);
    EXPECT_EQ(plan.scaled.height, plan.scaled.width);
  }
  EXPECT_GE(lowest, 50);
  EXPECT_LE(lowest, 55);
  EXPECT_LE(highest, 200);
  EXPECT_GE(highest, 195);
}

TEST(AugmentPlan, FlipHasItsProbability) {
  int mirrored = 0;
  for (std::uint64_t picture = 0; picture < 2000; ++picture)
    mirrored += plan_augment({4, 4}, {.flip = 0.25}, plain_input(), 1, 0, picture).mirror;
  EXPECT_NEAR(mirrored, 500, 100);  // five standard deviations
}

// One stream per decision: asking for colour changes no window.
TEST(AugmentPlan, DecisionsDoNotDisturbEachOther) {
  const AugmentOptions plain{.crop_height = 5, .crop_width = 5};
  AugmentOptions colorful = plain;
  colorful.color_jitter = 0.4;
  colorful.flip = 0.5;
  for (std::uint64_t picture = 0; picture < 20; ++picture) {
    const AugmentPlan a = plan_augment({50, 50}, plain, plain_input(), 1, 1, picture);
    const AugmentPlan b = plan_augment({50, 50}, colorful, plain_input(), 1, 1, picture);
    EXPECT_EQ(a.top, b.top);
    EXPECT_EQ(a.left, b.left);
    EXPECT_GE(b.contrast, 0.6f);
    EXPECT_LE(b.contrast, 1.4f);
  }
}

TEST(AugmentPlan, OptionsAreChecked) {
  const auto message = [](AugmentOptions options) -> std::string {
    try {
      check_augment_options(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message({}), "no error");
  EXPECT_EQ(message({.scale_min = 0}), "scale_min = 0.000000 must be in (0, 16]");
  EXPECT_EQ(message({.scale_min = 2}), "scale_max = 1.000000 must be in [scale_min, 16]");
  EXPECT_EQ(message({.flip = 1.5}), "flip = 1.500000 must be a probability");
  EXPECT_EQ(message({.crop_height = 8, .crop_at = CropAt::object}),
            "crop_at = object needs a crop: whole pictures have one place only");
  EXPECT_EQ(message({.object_only = true}),
            "object_only = true needs crop_at = object, which chooses the object");
}

}  // namespace
}  // namespace perpixel
