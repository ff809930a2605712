#include "metric/mean_iou.h"

#include <gtest/gtest.h>

#include <cmath>

namespace perpixel {
namespace {

ConfusionMatrix matrix_of(const std::vector<std::vector<int>>& counts) {
  ConfusionMatrix confusion(static_cast<int>(counts.size()));
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (std::size_t j = 0; j < counts[i].size(); ++j)
      confusion.add(static_cast<ClassId>(i), j == counts.size() ? kIgnore : static_cast<ClassId>(j),
                    static_cast<std::uint64_t>(counts[i][j]));
  return confusion;
}

// By hand: IU_0 = 3/(4+5-3) = 1/2, IU_1 = 4/(6+5-4) = 4/7, class 2 occurs nowhere.
TEST(SemanticScores, ClassThatOccursNowhereIsSkipped) {
  const SemanticScores scores = semantic_scores(matrix_of({{3, 1, 0}, {2, 4, 0}, {0, 0, 0}}));
  EXPECT_DOUBLE_EQ(scores.pixel_accuracy, 0.7);
  EXPECT_NEAR(scores.mean_accuracy, 0.70833, 5e-6);
  EXPECT_NEAR(scores.mean_iou, 0.53571, 5e-6);
  EXPECT_NEAR(scores.frequency_weighted_iou, 0.54286, 5e-6);
  EXPECT_DOUBLE_EQ(*scores.iou[0], 0.5);
  EXPECT_NEAR(*scores.iou[1], 0.57143, 5e-6);
  EXPECT_FALSE(scores.iou[2].has_value());
  EXPECT_FALSE(scores.accuracy[2].has_value());
}

// By hand: one true pixel of class 0 labelled 2 makes IU_2 = 0/1; the third class then counts in the mean IU
// only.
TEST(SemanticScores, ClassThatIsOnlyPredictedHasZeroIouAndNoAccuracy) {
  const SemanticScores scores = semantic_scores(matrix_of({{3, 0, 1}, {0, 4, 0}, {0, 0, 0}}));
  EXPECT_DOUBLE_EQ(*scores.iou[2], 0);
  EXPECT_FALSE(scores.accuracy[2].has_value());
  EXPECT_DOUBLE_EQ(scores.mean_iou, (0.75 + 1.0 + 0.0) / 3);
  EXPECT_DOUBLE_EQ(scores.mean_accuracy, (0.75 + 1.0) / 2);
}

// By hand: 2 of 4 pixels left unlabelled are misses: accuracy 2/4, IU 2/4, and no false positives anywhere.
TEST(SemanticScores, UnlabelledPixelsAreMisses) {
  const SemanticScores scores = semantic_scores(matrix_of({{2, 0, 2}, {0, 5, 0}}));
  EXPECT_DOUBLE_EQ(*scores.accuracy[0], 0.5);
  EXPECT_DOUBLE_EQ(*scores.iou[0], 0.5);
  EXPECT_DOUBLE_EQ(*scores.iou[1], 1);
  EXPECT_DOUBLE_EQ(scores.pixel_accuracy, 7.0 / 9);
}

TEST(SemanticScores, PerfectPredictionIsOneEverywhere) {
  const SemanticScores scores = semantic_scores(matrix_of({{5, 0}, {0, 9}}));
  EXPECT_EQ(scores.pixel_accuracy, 1);
  EXPECT_EQ(scores.mean_accuracy, 1);
  EXPECT_EQ(scores.mean_iou, 1);
  EXPECT_EQ(scores.frequency_weighted_iou, 1);
}

TEST(SemanticScores, NothingCountedIsNotANumber) {
  const SemanticScores scores = semantic_scores(ConfusionMatrix(2));
  EXPECT_TRUE(std::isnan(scores.pixel_accuracy));
  EXPECT_TRUE(std::isnan(scores.mean_accuracy));
  EXPECT_TRUE(std::isnan(scores.mean_iou));
  EXPECT_TRUE(std::isnan(scores.frequency_weighted_iou));
}

}  // namespace
}  // namespace perpixel
