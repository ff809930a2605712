#include "loss/dice.h"

#include <gtest/gtest.h>

#include <cmath>

#include "label/label_map.h"

namespace perpixel {
namespace {

/// Scores whose softmax is the given probabilities: [1, 2, 1, W].
at::Tensor logits_of(const std::vector<double>& first_class) {
  const at::Tensor p = at::tensor(first_class, at::kDouble);
  return at::stack({p.log(), (1 - p).log()}).reshape({1, 2, 1, p.size(0)});
}

// By hand: two pixels, p(class 0) = 0.8, 0.4; truths 0, 1. Overlap 2 (0.8 + 0.6) over 2 + 2: D = 0.7.
TEST(Dice, ByHand) {
  const at::Tensor target = at::tensor({0, 1}, at::kLong).reshape({1, 1, 2});
  EXPECT_NEAR(dice_loss(logits_of({0.8, 0.4}), target).item<double>(), 0.3, 1e-6);
}

// By hand: the third pixel is not labelled.
TEST(Dice, IgnoresWhatIsNotLabelled) {
  const at::Tensor target = at::tensor({std::int64_t{0}, std::int64_t{1}, kIgnoreTarget}).reshape({1, 1, 3});
  EXPECT_NEAR(dice_loss(logits_of({0.8, 0.4, 0.99}), target).item<double>(), 0.3, 1e-6);
}

/// The published formula over all classes and pixels, term by term.
double published(const at::Tensor& logits, const at::Tensor& target) {
  const at::Tensor p = at::softmax(logits, 1);
  const at::Tensor t = at::one_hot(target, logits.size(1)).permute({0, 3, 1, 2}).to(at::kDouble);
  return 1 - ((2 * (p * t).sum() + 1e-6) / (p.sum() + t.sum() + 1e-6)).item<double>();
}

TEST(Dice, EqualsThePublishedSums) {
  at::manual_seed(3);
  const at::Tensor logits = at::randn({2, 4, 5, 7}, at::kDouble),
                   target = at::randint(4, {2, 5, 7}, at::kLong);
  EXPECT_NEAR(dice_loss(logits, target).item<double>(), published(logits, target), 1e-6);
}

TEST(Dice, NothingLabelledGivesZeroAndNoGradient) {
  const at::Tensor logits = at::randn({1, 3, 2, 2}).requires_grad_(true);
  const at::Tensor loss = dice_loss(logits, at::full({1, 2, 2}, kIgnoreTarget, at::kLong));
  EXPECT_EQ(loss.item<double>(), 0);
  loss.backward();
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0);
}

// Central differences of the published sums in double precision.
TEST(Dice, GradientEqualsFiniteDifferences) {
  at::manual_seed(5);
  const at::Tensor logits = at::randn({1, 3, 2, 3}, at::kDouble),
                   target = at::randint(3, {1, 2, 3}, at::kLong);
  at::Tensor leaf = logits.clone().requires_grad_(true);
  dice_loss(leaf, target).backward();
  constexpr double kStep = 1e-5;
  for (std::int64_t i = 0; i < logits.numel(); ++i) {
    at::Tensor up = logits.clone(), down = logits.clone();
    up.view(-1)[i] += kStep;
    down.view(-1)[i] -= kStep;
    const double difference = (published(up, target) - published(down, target)) / (2 * kStep);
    EXPECT_NEAR(leaf.grad().view(-1)[i].item<double>(), difference, 1e-6) << i;
  }
}

}  // namespace
}  // namespace perpixel
