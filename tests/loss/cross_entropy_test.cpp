#include "loss/cross_entropy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

at::Tensor target_of(std::vector<std::int64_t> values, at::IntArrayRef shape) {
  return at::tensor(at::ArrayRef<std::int64_t>(values), at::kLong).reshape(shape);
}

// By hand: equal scores over K classes cost ln K; FCN's zero-initialised scores start at ln 21 = 3.0445.
TEST(CrossEntropy, UniformScoresCostLogOfClasses) {
  const at::Tensor loss = cross_entropy(at::zeros({2, 21, 3, 4}), at::zeros({2, 3, 4}, at::kLong), {});
  EXPECT_NEAR(loss.item<double>(), 3.0445, 1e-4);
}

// By hand: two classes with scores (0, ln 3): p = 1/4, 3/4. Pixels 0, 1, ignored: -ln(1/4), -ln(3/4).
class TwoPixels : public testing::Test {
 protected:
  at::Tensor logits_ =
      at::stack({at::zeros({1, 1, 3}), at::full({1, 1, 3}, std::log(3.0))}, 1);  // [1, 2, 1, 3]
  at::Tensor target_ = target_of({0, 1, kIgnoreTarget}, {1, 1, 3});
  const double first_ = std::log(4.0), second_ = std::log(4.0 / 3);
};

TEST_F(TwoPixels, MeanCountsLabelledPixels) {
  EXPECT_NEAR(cross_entropy(logits_, target_, {}).item<double>(), (first_ + second_) / 2, 1e-6);
}
TEST_F(TwoPixels, Sum) {
  EXPECT_NEAR(cross_entropy(logits_, target_, {.reduction = LossReduction::sum}).item<double>(),
              first_ + second_, 1e-6);
}
// Each pixel's loss is multiplied; the number of pixels that it is divided by stays.
TEST_F(TwoPixels, PixelWeights) {
  CrossEntropyOptions options;
  options.pixel_weights = at::tensor({5.f, 2.f, 100.f}).reshape({1, 1, 3});
  EXPECT_NEAR(cross_entropy(logits_, target_, options).item<double>(), (5 * first_ + 2 * second_) / 2, 1e-6);
}
TEST_F(TwoPixels, WeightsDivideByPixelsOrByWeights) {
  const std::vector<float> weights{3, 1};
  EXPECT_NEAR(cross_entropy(logits_, target_, {LossReduction::mean, weights}).item<double>(),
              (3 * first_ + second_) / 2, 1e-6);
  EXPECT_NEAR(cross_entropy(logits_, target_, {LossReduction::weighted_mean, weights}).item<double>(),
              (3 * first_ + second_) / 4, 1e-6);
}

TEST(CrossEntropy, NothingLabelledGivesZeroAndNoGradient) {
  const at::Tensor logits = at::randn({1, 3, 2, 2}).requires_grad_(true);
  const at::Tensor loss = cross_entropy(logits, at::full({1, 2, 2}, kIgnoreTarget, at::kLong), {});
  EXPECT_EQ(loss.item<double>(), 0);
  loss.backward();
  EXPECT_EQ(logits.grad().abs().max().item<double>(), 0);
}

// Half precision would overflow at 65504: 400 x 400 pixels of ln 21 sum to 487,000.
TEST(CrossEntropy, SumsInSinglePrecision) {
  const at::Tensor loss =
      cross_entropy(at::zeros({1, 21, 400, 400}, at::kBFloat16), at::zeros({1, 400, 400}, at::kLong),
                    {.reduction = LossReduction::sum});
  EXPECT_NEAR(loss.item<double>(), 160000 * std::log(21.0), 50);
}

TEST(CrossEntropy, RefusesWeightsForAnotherNumberOfClasses) {
  EXPECT_THROW(
      cross_entropy(at::zeros({1, 3, 1, 1}), at::zeros({1, 1, 1}, at::kLong), {.class_weights = {1, 1}}),
      Error);
}

TEST(LossReduction, UnknownNameNamesTheNearest) {
  try {
    loss_reduction_of("men");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.hint().find("mean"), std::string::npos);
  }
}

}  // namespace
}  // namespace perpixel
