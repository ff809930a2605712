#include "loss/lovasz.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "label/label_map.h"

namespace perpixel {
namespace {

/// Logits whose softmax over two classes gives class 1 the probability p.
at::Tensor two_class_logits(const std::vector<float>& p) {
  at::Tensor logits = at::zeros({1, 2, 1, static_cast<std::int64_t>(p.size())});
  for (std::size_t i = 0; i < p.size(); ++i)
    logits[0][1][0][static_cast<std::int64_t>(i)] = std::log(p[i] / (1 - p[i]));
  return logits;
}

at::Tensor targets(const std::vector<std::int64_t>& values) {
  return at::tensor(values, at::kLong).reshape({1, 1, static_cast<std::int64_t>(values.size())});
}

/// The paper's algorithm 1, by a full sort.
double by_sorting(const std::vector<float>& p, const std::vector<std::int64_t>& truth, int c) {
  std::vector<std::pair<double, bool>> errors;
  double own = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (truth[i] == kIgnoreTarget) continue;
    const double of_c = c == 1 ? p[i] : 1 - p[i];
    const bool inside = truth[i] == c;
    errors.emplace_back(inside ? 1 - of_c : of_c, inside);
    own += inside;
  }
  std::ranges::sort(errors, std::greater{});
  double loss = 0, intersection = own, joined = own, before = 0;
  for (const auto& [error, inside] : errors) {
    (inside ? intersection : joined) += inside ? -1 : 1;
    const double jaccard = 1 - intersection / joined;
    loss += error * (jaccard - before);
    before = jaccard;
  }
  return loss;
}

const std::vector<float> kProbabilities{0.9f, 0.3f, 0.6f, 0.2f, 0.75f, 0.05f, 0.45f};
const std::vector<std::int64_t> kTruth{1, 1, 0, 0, 1, kIgnoreTarget, 0};

TEST(Lovasz, EqualsTheSortedForm) {
  const double expected = (by_sorting(kProbabilities, kTruth, 0) + by_sorting(kProbabilities, kTruth, 1)) / 2;
  EXPECT_NEAR(lovasz_softmax(two_class_logits(kProbabilities), targets(kTruth)).item<double>(), expected,
              1e-5);
}

// By hand: certain answers make it 1 - IU. Truth 1 1 0 0, answer 1 0 0 0: IU 1/2 of class 1, 2/3 of class 0.
TEST(Lovasz, CertainAnswersGiveOneMinusIntersectionOverUnion) {
  const std::vector<float> p{1 - 1e-7f, 1e-7f, 1e-7f, 1e-7f};
  EXPECT_NEAR(lovasz_softmax(two_class_logits(p), targets({1, 1, 0, 0})).item<double>(),
              (1.0 / 2 + 1.0 / 3) / 2, 1e-5);
}

// Between changes of order the loss is linear in the probabilities: finite differences are exact up to
// rounding.
TEST(Lovasz, GradientIsThatOfFiniteDifferences) {
  at::Tensor logits = two_class_logits(kProbabilities).requires_grad_();
  lovasz_softmax(logits, targets(kTruth)).backward();
  constexpr double kStep = 1e-3;
  for (std::int64_t i = 0; i < 7; ++i) {
    at::Tensor above = logits.detach().clone(), below = logits.detach().clone();
    above[0][1][0][i] += kStep;
    below[0][1][0][i] -= kStep;
    const double slope = (lovasz_softmax(above, targets(kTruth)).item<double>() -
                          lovasz_softmax(below, targets(kTruth)).item<double>()) /
                         (2 * kStep);
    EXPECT_NEAR(logits.grad()[0][1][0][i].item<double>(), slope, 2e-4) << i;
  }
}

TEST(Lovasz, NothingLabelledCostsNothing) {
  at::Tensor logits = two_class_logits({0.3f, 0.8f}).requires_grad_();
  const at::Tensor loss = lovasz_softmax(logits, targets({kIgnoreTarget, kIgnoreTarget}));
  loss.backward();
  EXPECT_EQ(loss.item<double>(), 0);
  EXPECT_EQ(logits.grad().abs().sum().item<double>(), 0);
}

// Many pixels a step: still within a fraction of a percent of the full sort.
TEST(Lovasz, ManyPixelsStayCloseToTheSortedForm) {
  std::vector<float> p;
  std::vector<std::int64_t> truth;
  std::uint32_t state = 7;
  for (int i = 0; i < 50000; ++i) {
    state = state * 1664525u + 1013904223u;
    truth.push_back((state >> 20) % 5 == 0);
    state = state * 1664525u + 1013904223u;
    const float noise = static_cast<float>(state >> 8) * 0x1p-24f;
    p.push_back(0.02f + 0.9f * noise * (truth.back() ? 1.f : 0.6f));
  }
  const double expected = (by_sorting(p, truth, 0) + by_sorting(p, truth, 1)) / 2;
  EXPECT_NEAR(lovasz_softmax(two_class_logits(p), targets(truth)).item<double>(), expected, 2e-3 * expected);
}

}  // namespace
}  // namespace perpixel
