#include "loss/location_grid.h"

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>

#include "decode/location_grid.h"
#include "error/error.h"

namespace perpixel {
namespace {

Tensor some_scores(Shape shape) {
  Tensor scores(std::move(shape));
  std::uint32_t state = 5;
  for (float& value : scores.floats()) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) * 0x1p-22f - 2;
  }
  return scores;
}

Tensor some_targets(Shape shape) {
  Tensor targets(std::move(shape), DType::i64);
  std::int64_t i = 0;
  for (std::int64_t& value : targets.as<std::int64_t>()) value = i++ % 3 - 1;
  return targets;
}

// The plain definition, from the blended probabilities.
TEST(LocationGridLoss, IsTheSumOfLogarithms) {
  const Tensor scores = some_scores({2, 4, 5, 6}), targets = some_targets({2, 5, 6});
  const Tensor weights = Tensor::from({2}, {1, 0.25f});
  const Tensor p = location_grid_probabilities(scores, 2);
  double expected = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    const std::int64_t target = targets.as<std::int64_t>()[i];
    const auto inside = static_cast<double>(p.floats()[i]);
    if (target >= 0) expected -= (i < 30 ? 1 : 0.25) * std::log(target ? inside : 1 - inside) / 2;
  }
  EXPECT_NEAR(location_grid_loss(scores, targets, weights, 2).loss, expected, 1e-4);
}

// Against central differences.
TEST(LocationGridLoss, GradientIsTheDifference) {
  const Tensor scores = some_scores({2, 4, 5, 6}), targets = some_targets({2, 5, 6});
  const Tensor weights = Tensor::from({2}, {1, 0.25f});
  const Tensor gradient = location_grid_loss(scores, targets, weights, 2).gradient;
  constexpr float kStep = 0x1p-8f;
  for (std::size_t i = 0; i < scores.floats().size(); ++i) {
    Tensor more = scores.clone(), less = scores.clone();
    more.floats()[i] += kStep;
    less.floats()[i] -= kStep;
    const double slope = (location_grid_loss(more, targets, weights, 2).loss -
                          location_grid_loss(less, targets, weights, 2).loss) /
                         (2 * static_cast<double>(kStep));
    ASSERT_NEAR(static_cast<double>(gradient.floats()[i]), slope, 1e-4) << i;
  }
}

// Inside, but every classifier says e^-200: p underflows in f32, the loss stops at -log FLT_MIN = 87.34, and
// the gradient is still -1 for a single classifier (share 1, 1 - p = 1), not 0 / 0.
TEST(LocationGridLoss, StaysFiniteWhereProbabilitiesVanish) {
  const Tensor targets = Tensor::from_ints({1, 1, 2}, {1, 0});
  const LocationGridLoss wrong =
      location_grid_loss(Tensor::from({1, 1, 1, 2}, {-200, 200}), targets, Tensor::from({1}, {1}), 1);
  EXPECT_NEAR(wrong.loss, -2 * std::log(static_cast<double>(FLT_MIN)), 1e-9);
  EXPECT_FLOAT_EQ(wrong.gradient.floats()[0], -1);
  EXPECT_FLOAT_EQ(wrong.gradient.floats()[1], 1);
}

TEST(LocationGridLoss, IgnoredPositionsDoNotCount) {
  const Tensor targets = Tensor::from_ints({1, 1, 2}, {-1, -1});
  const LocationGridLoss none =
      location_grid_loss(some_scores({1, 1, 1, 2}), targets, Tensor::from({1}, {1}), 1);
  EXPECT_EQ(none.loss, 0);
  for (const float value : none.gradient.floats()) EXPECT_EQ(value, 0);
}

// Spec: w_n = min(area / 224^2, 1).
TEST(LocationGridLoss, SmallBoxesWeighLess) {
  EXPECT_EQ(location_grid_weight(112 * 112), 0.25f);
  EXPECT_EQ(location_grid_weight(300 * 300), 1);
}

TEST(LocationGridLoss, ShapesMustFit) {
  EXPECT_THROW(
      location_grid_loss(some_scores({1, 4, 2, 2}), some_targets({1, 2, 2}), Tensor::from({1}, {1}), 3),
      Error);
}

}  // namespace
}  // namespace perpixel
