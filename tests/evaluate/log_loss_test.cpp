#include "evaluate/log_loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

LabelMap labels(int height, int width, std::vector<ClassId> ids) {
  LabelMap map(height, width);
  map.ids = std::move(ids);
  return map;
}

// By hand: equal logits of K classes cost ln K each, whatever the truth; ignored pixels do not count.
TEST(LogLoss, UniformScoresCostLnK) {
  LogLoss loss;
  loss.add(Tensor::filled({1, 3, 1, 2}, 7), labels(1, 2, {2, kIgnore}));
  EXPECT_NEAR(loss.mean(), std::log(3.), 1e-6);
}

// By hand: logits 0 and ln 3 give probabilities 1/4 and 3/4; weights 2 and 1: (2 ln 4 + ln 4/3) / 2.
TEST(LogLoss, WeightsClasses) {
  LogLoss loss({2, 1});
  const float l = std::log(3.f);
  loss.add(Tensor::from({1, 2, 1, 2}, {0, 0, l, l}), labels(1, 2, {0, 1}));
  EXPECT_NEAR(loss.mean(), (2 * std::log(4.) + std::log(4. / 3)) / 2, 1e-6);
}

// Property: logits far from 0 neither overflow nor lose the answer.
TEST(LogLoss, StandsLargeLogits) {
  LogLoss loss;
  loss.add(Tensor::from({1, 2, 1, 1}, {1000, -1000}), labels(1, 1, {1}));
  EXPECT_NEAR(loss.mean(), 2000, 1e-3);
}

// By hand: a truth of twice the size, score pixel (0, 0) looks at truth pixel (1, 1), score pixel (0, 1) at
// (1, 3).
TEST(LogLoss, ReadsALargerTruthUnderItsCentres) {
  LogLoss loss;
  loss.add(Tensor::from({1, 2, 1, 2}, {0, 0, 100, -100}), labels(2, 4, {0, 0, 0, 0, 0, 1, 0, 0}));
  EXPECT_NEAR(loss.mean(), 0, 1e-6);
}

TEST(LogLoss, RefusesOtherShapes) {
  LogLoss loss;
  EXPECT_THROW(loss.add(Tensor::zeros({2, 3, 1, 1}), labels(1, 1, {0})), Error);
}

TEST(LogLoss, NothingLabelledIsZero) { EXPECT_EQ(LogLoss().mean(), 0); }

}  // namespace
}  // namespace perpixel
