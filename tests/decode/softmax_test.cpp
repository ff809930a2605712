#include "decode/softmax.h"

#include <gtest/gtest.h>

#include <cmath>

namespace perpixel {
namespace {

// By hand: e^0 : e^ln3 = 1 : 3.
TEST(Softmax, ByHand) {
  const auto p = softmax(std::vector<float>{0, std::log(3.f)});
  EXPECT_NEAR(p[0], 0.25f, 1e-6f);
  EXPECT_NEAR(p[1], 0.75f, 1e-6f);
}

TEST(Softmax, LargeScoresDoNotOverflow) {
  const auto p = softmax(std::vector<float>{1e30f, 1e30f, -1e30f});
  EXPECT_EQ(p, (std::vector<float>{0.5f, 0.5f, 0}));
}

TEST(SoftmaxProbabilities, SumToOneAtEverySize) {
  const Tensor logits = Tensor::from({1, 3, 1, 2}, {1, -2, 0, 5, 0.5f, 0.5f});
  const Tensor p = softmax_probabilities(logits, 4, 6);
  EXPECT_EQ(p.shape(), (Shape{1, 3, 4, 6}));
  for (std::size_t i = 0; i < 24; ++i)
    EXPECT_NEAR(p.floats()[i] + p.floats()[24 + i] + p.floats()[48 + i], 1, 1e-6f);
  const Tensor own = softmax_probabilities(logits, 1, 2);
  const auto first = softmax(std::vector<float>{1, 0, 0.5f});
  for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(own.floats()[c * 2], first[c]);
}

}  // namespace
}  // namespace perpixel
