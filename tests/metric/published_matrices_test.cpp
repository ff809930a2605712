// The worked confusion matrices of ops.md 19.
#include <gtest/gtest.h>

#include "metric/mean_iou.h"

namespace perpixel {
namespace {

SemanticScores scores_of(const std::vector<std::vector<std::uint64_t>>& counts) {
  ConfusionMatrix confusion(static_cast<int>(counts.size()));
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (std::size_t j = 0; j < counts.size(); ++j)
      confusion.add(static_cast<ClassId>(i), static_cast<ClassId>(j), counts[i][j]);
  return semantic_scores(confusion);
}

void expect_figures(const std::vector<std::optional<double>>& figures, const std::vector<double>& expected) {
  for (std::size_t c = 0; c < expected.size(); ++c)
    EXPECT_NEAR(figures.at(c).value(), expected[c], 1e-6) << c;
}

TEST(PublishedMatrices, ThreeClasses) {
  const SemanticScores scores = scores_of({{50, 3, 2}, {10, 20, 0}, {5, 0, 10}});
  EXPECT_NEAR(scores.pixel_accuracy, 0.8, 1e-6);
  expect_figures(scores.accuracy, {.909091, .666667, .666667});
  EXPECT_NEAR(scores.mean_accuracy, .747475, 1e-6);
  expect_figures(scores.iou, {.714286, .606061, .588235});
  EXPECT_NEAR(scores.mean_iou, .636194, 1e-6);
  EXPECT_NEAR(scores.frequency_weighted_iou, .662911, 1e-6);
  // Dice follows from IoU, per class: 2 IoU / (1 + IoU).
  const double dice[] = {.833333, .754717, .740741};
  for (std::size_t c = 0; c < 3; ++c)
    EXPECT_NEAR(2 * scores.iou[c].value() / (1 + scores.iou[c].value()), dice[c], 1e-6) << c;
}

// Class 2 is predicted but never true, class 3 neither: the one counts as IoU 0, the other not at all. The
// other two policies, zero for both and neither, follow from the parts.
TEST(PublishedMatrices, AbsentClasses) {
  const SemanticScores scores = scores_of({{50, 5, 5, 0}, {10, 30, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
  EXPECT_NEAR(scores.pixel_accuracy, 0.8, 1e-6);
  expect_figures(scores.accuracy, {.833333, .75});
  EXPECT_FALSE(scores.accuracy[2]);
  EXPECT_FALSE(scores.accuracy[3]);
  EXPECT_NEAR(scores.mean_accuracy, .791667, 1e-6);
  expect_figures(scores.iou, {.714286, .666667, 0});
  EXPECT_FALSE(scores.iou[3]);
  EXPECT_NEAR(scores.mean_iou, .460317, 1e-6);
  EXPECT_NEAR(scores.frequency_weighted_iou, .695238, 1e-6);
  double all = 0, present = 0;
  for (std::size_t c = 0; c < 4; ++c) {
    all += scores.iou[c].value_or(0) / 4;
    if (scores.accuracy[c]) present += scores.iou[c].value() / 2;
  }
  EXPECT_NEAR(all, .345238, 1e-6);
  EXPECT_NEAR(present, .690476, 1e-6);
}

}  // namespace
}  // namespace perpixel
