#include "metric/trimap.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

/// 6x6; columns 0 .. n-1 are class 0, the rest class 1.
LabelMap half(int n) {
  LabelMap map(6, 6, 1);
  for (int y = 0; y < 6; ++y)
    for (int x = 0; x < n; ++x) map.at(y, x) = 0;
  return map;
}

// ops.md 19: truth 0-2, prediction 0-3; the trimap of columns 2 and 3: accuracy .5, IoU .5 and 0. Over all
// pixels 30/36, 18/24 and 12/18.
TEST(Trimap, TheToyOfTheSpecification) {
  TrimapCurve curve(2, {40, 1});
  curve.add(half(3), half(4));
  const std::vector<TrimapScore> scores = curve.scores();
  ASSERT_EQ(scores.size(), 2u);
  EXPECT_EQ(scores[0].width, 1);
  EXPECT_DOUBLE_EQ(scores[0].scores.pixel_accuracy, 0.5);
  EXPECT_DOUBLE_EQ(scores[0].scores.iou[0].value(), 0.5);
  EXPECT_DOUBLE_EQ(scores[0].scores.iou[1].value(), 0);
  EXPECT_DOUBLE_EQ(scores[1].scores.pixel_accuracy, 30.0 / 36);
  EXPECT_DOUBLE_EQ(scores[1].scores.iou[0].value(), 0.75);
  EXPECT_DOUBLE_EQ(scores[1].scores.iou[1].value(), 12.0 / 18);
}

// By hand: w takes w columns on either side of the border.
TEST(Trimap, ItsPixelsGrowByAColumnOnEitherSide) {
  TrimapCurve curve(2, {1, 2, 3});
  curve.add(half(3), half(4));
  const auto scores = curve.scores();
  EXPECT_DOUBLE_EQ(scores[1].scores.pixel_accuracy, 18.0 / 24);
  EXPECT_DOUBLE_EQ(scores[2].scores.pixel_accuracy, 30.0 / 36);
}

// By hand: one row, class 0, void in column 2, class 0 again: the void band's edges are the borders, void
// does not count; w = 1 takes columns 1 and 3, of which one is right.
TEST(Trimap, AVoidBandIsABorder) {
  LabelMap truth(1, 6, 0), prediction(1, 6, 0);
  truth.at(0, 2) = kIgnore;
  prediction.at(0, 3) = 1;
  TrimapCurve curve(2, {1});
  curve.add(truth, prediction);
  EXPECT_DOUBLE_EQ(curve.scores()[0].scores.pixel_accuracy, 0.5);
}

TEST(Trimap, PartsAddUpAndPicturesWithoutBordersCountNothing) {
  TrimapCurve whole(2, {1, 3}), part(2, {1, 3}), other(2, {1, 3});
  whole.add(half(3), half(4));
  whole.add(half(2), half(4));
  part.add(half(3), half(4));
  other.add(half(2), half(4));
  other.add(half(6), half(1));  // one class everywhere
  part.merge(other);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_DOUBLE_EQ(part.scores()[i].scores.mean_iou, whole.scores()[i].scores.mean_iou);
}

TEST(Trimap, WidthsAndSizesAreChecked) {
  EXPECT_THROW(TrimapCurve(2, {0}), Error);
  TrimapCurve curve(2, {3, 3});
  EXPECT_EQ(curve.widths(), (std::vector<int>{3}));
  EXPECT_THROW(curve.add(half(3), LabelMap(5, 6, 0)), Error);
  EXPECT_TRUE(TrimapCurve(2, {}).scores().empty());
}

}  // namespace
}  // namespace perpixel
