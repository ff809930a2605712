#include "metric/boundary_f.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

/// Rows of digits; '.' is void.
LabelMap labels(const std::vector<std::string>& rows) {
  LabelMap map(static_cast<int>(rows.size()), static_cast<int>(rows[0].size()));
  for (std::size_t i = 0; i < map.ids.size(); ++i) {
    const char c = rows[i / rows[0].size()][i % rows[0].size()];
    if (c != '.') map.ids[i] = static_cast<ClassId>(c - '0');
  }
  return map;
}

/// Columns 0 .. n-1 are class 0, the rest class 1.
LabelMap half(int n) {
  return labels(std::vector<std::string>(
      6, std::string(static_cast<std::size_t>(n), '0') + std::string(static_cast<std::size_t>(6 - n), '1')));
}

// ops.md 19: 6x6, class 0 in columns 0-2, predicted in 0-3: contours one pixel apart. The diagonal is 8.485.
TEST(BoundaryF, TheToyOfTheSpecification) {
  for (const double theta : {1.0, 1.5}) {
    const auto f = boundary_f(half(3), half(4), 2, (theta + 1e-9) / std::sqrt(72.0));
    EXPECT_DOUBLE_EQ(f[0].value(), 1) << theta;
    EXPECT_DOUBLE_EQ(f[1].value(), 1) << theta;
  }
  const auto f = boundary_f(half(3), half(4), 2, 0.99 / std::sqrt(72.0));
  EXPECT_DOUBLE_EQ(f[0].value(), 0);
  EXPECT_DOUBLE_EQ(f[1].value(), 0);
  EXPECT_DOUBLE_EQ(boundary_f(half(3), half(3), 2)[0].value(), 1);
}

// By hand: the true contour of class 1 is its one pixel; of the predicted one, three pixels in a row, one is
// met exactly. P = 1/3, R = 1, F = 1/2.
TEST(BoundaryF, PrecisionAndRecall) {
  const LabelMap truth = labels({"00000", "01000", "00000"}),
                 prediction = labels({"00000", "01110", "00000"});
  EXPECT_DOUBLE_EQ(boundary_f(truth, prediction, 2, 0.01)[1].value(), 0.5);
  EXPECT_DOUBLE_EQ(boundary_f(prediction, truth, 2, 0.01)[1].value(), 0.5);
}

TEST(BoundaryF, ClassesWithoutContourHaveNoFigure) {
  const auto f = boundary_f(labels({"00"}), labels({"01"}), 3);
  EXPECT_DOUBLE_EQ(f[0].value(), 0);  // in the prediction only
  EXPECT_DOUBLE_EQ(f[1].value(), 0);
  EXPECT_FALSE(f[2]);
  EXPECT_FALSE(boundary_f(labels({"00"}), labels({"00"}), 1)[0]);
}

// By hand, tolerance below a pixel. The truth's contour of class 1 is column 3, next to the void band. The
// predicted contour (column 2) lies on void, is not met, and is forgiven in precision, not in recall.
TEST(BoundaryF, WrongContoursOnVoidAreForgiven) {
  const LabelMap truth = labels({"0..11", "0..11"});
  EXPECT_DOUBLE_EQ(boundary_f(truth, labels({"00011", "00011"}), 2, 0.01)[1].value(), 1);
  EXPECT_DOUBLE_EQ(boundary_f(truth, labels({"00111", "00111"}), 2, 0.01)[1].value(), 0);
  // Within 1.5 px it is right, on void or not.
  EXPECT_DOUBLE_EQ(boundary_f(truth, labels({"00111", "00111"}), 2, 1.5 / std::sqrt(29.0))[1].value(), 1);
}

TEST(BoundaryF, SizesMustAgree) { EXPECT_THROW(boundary_f(labels({"00"}), labels({"000"}), 1), Error); }

// By hand: picture means (1 + 0)/2 and 1; mean .75; class 0: (1 + 1)/2, class 1: 0, class 2: none.
TEST(BoundaryF, MeansOverClassesThenPictures) {
  const BoundaryScores scores =
      boundary_scores({{1.0, 0.0, std::nullopt}, {1.0, std::nullopt, std::nullopt}}, 3);
  EXPECT_DOUBLE_EQ(scores.mean_f, 0.75);
  EXPECT_DOUBLE_EQ(scores.f[0].value(), 1);
  EXPECT_DOUBLE_EQ(scores.f[1].value(), 0);
  EXPECT_FALSE(scores.f[2]);
  EXPECT_TRUE(std::isnan(boundary_scores({}, 1).mean_f));
}

}  // namespace
}  // namespace perpixel
