#include "predict/mc_dropout.h"

#include <gtest/gtest.h>

#include <cmath>

#include "predict/networks.h"
#include "predict/semantic.h"

namespace perpixel {
namespace {

/// Two classes; the draw number s gives class 0 the probability (s + 1) / 10.
NamedTensors tenths(const std::string&, const NamedTensors& inputs) {
  const Tensor& data = inputs.at(kDataInput);
  Tensor score = Tensor::zeros({1, 2, data.size(2), data.size(3)});
  const float p = (inputs.at(kSampleInput).floats()[0] + 1) / 10;
  const std::size_t pixels = score.floats().size() / 2;
  for (std::size_t i = 0; i < pixels; ++i) score.floats()[i] = std::log(p / (1 - p));
  return {{kScoreOutput, score}};
}

Recipe draws(int samples) {
  return {.procedure = "mc_dropout", .samples = samples, .classes = class_list_of({"a", "b"})};
}

// By hand: draws 0.1, 0.2, 0.3 have the mean 0.2 and the variance 2/3 * 0.01, the same for both classes.
TEST(McDropout, MeanAndVarianceOfTheDraws) {
  const auto prediction = predict_semantic(Image(5, 7, 3), draws(3), tenths, {.want_probabilities = true});
  EXPECT_EQ(prediction.uncertainty->shape(), (Shape{1, 1, 5, 7}));
  for (std::size_t i = 0; i < 35; ++i) {
    EXPECT_NEAR(prediction.probabilities->floats()[i], 0.2f, 1e-6f);
    EXPECT_NEAR(prediction.uncertainty->floats()[i], 0.02f / 3, 1e-6f);
    EXPECT_EQ(prediction.labels.ids[i], 1);
  }
}

TEST(McDropout, OneDrawIsSure) {
  const auto prediction = predict_semantic(Image(1, 1, 3), draws(1), tenths, {.tta_flip = true});
  EXPECT_EQ(prediction.uncertainty->floats()[0], 0);
}

}  // namespace
}  // namespace perpixel
