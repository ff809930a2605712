#include "metric/mask_iou.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

Mask mask_of(std::vector<std::uint8_t> inside) {
  Mask mask(1, static_cast<int>(inside.size()));
  mask.inside = std::move(inside);
  return mask;
}

// By hand.
TEST(MaskIou, OfTwoMasks) {
  EXPECT_DOUBLE_EQ(mask_iou(mask_of({0, 1, 1, 0}), mask_of({0, 0, 1, 1})), 1. / 3);
  EXPECT_DOUBLE_EQ(mask_iou(mask_of({0, 1}), mask_of({0, 1})), 1);
  EXPECT_DOUBLE_EQ(mask_iou(mask_of({0, 1}), mask_of({1, 0})), 0);
  EXPECT_DOUBLE_EQ(mask_iou(mask_of({0, 0}), mask_of({0, 0})), 1);
  EXPECT_THROW(mask_iou(mask_of({0}), mask_of({0, 0})), Error);
}

// By hand: class 0 has 0.4 and 0.8, class 2 has 0.6; class 1 has none.
TEST(MaskIou, MeansOverObjectsAndClasses) {
  MaskIou scores(3);
  scores.add(0, 0.4);
  scores.add(0, 0.8);
  scores.add(2, 0.6);
  EXPECT_NEAR(scores.mean_over_classes(), 0.6, 1e-12);
  const ObjectScores all = scores.all();
  EXPECT_EQ(all.objects, 3u);
  EXPECT_NEAR(all.mean_iou, 0.6, 1e-12);
  EXPECT_NEAR(all.above_half, 2. / 3, 1e-12);
  EXPECT_NEAR(all.above_seven_tenths, 1. / 3, 1e-12);
  const auto classes = scores.of_classes();
  EXPECT_NEAR(classes[0]->above_half, 0.5, 1e-12);
  EXPECT_FALSE(classes[1]);
  const std::string table = mask_iou_table(scores, {"car", "boat", "cat"});
  EXPECT_NE(table.find("| car | 2 | 60.00 | 50.00 | 50.00 |"), std::string::npos) << table;
  EXPECT_NE(table.find("| boat | 0 | - | - | - |"), std::string::npos) << table;
  const auto metrics = mask_iou_metrics(scores, {"car", "boat", "cat"});
  EXPECT_EQ(metrics.front().first, "box_mask/mIoU");
  EXPECT_NEAR(metrics.front().second, 60, 1e-9);
  EXPECT_EQ(metrics.size(), 6u);
}

TEST(MaskIou, NothingSeenHasNoMean) {
  EXPECT_TRUE(std::isnan(MaskIou(2).mean_over_classes()));
  EXPECT_TRUE(mask_iou_metrics(MaskIou(2), {"a", "b"}).empty());
}

}  // namespace
}  // namespace perpixel
