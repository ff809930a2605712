#include "decode/top_k.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace perpixel {
namespace {

TEST(TopK, BestFirstTiesToTheLowerId) {
  const auto best = top_k(std::vector<float>{0, 2, 2, -1}, 3);
  ASSERT_EQ(best.size(), 3u);
  EXPECT_EQ(best[0].class_id, 1);
  EXPECT_EQ(best[1].class_id, 2);
  EXPECT_EQ(best[2].class_id, 0);
  // By hand: e^2 / (1 + 2 e^2 + e^-1).
  EXPECT_NEAR(best[0].probability, std::exp(2.) / (1 + 2 * std::exp(2.) + std::exp(-1.)), 1e-6);
}

TEST(TopK, OrderSurvivesProbabilitiesThatRoundToZero) {
  const auto best = top_k(std::vector<float>{-500, 0, -400}, 3);
  EXPECT_EQ(best[1].class_id, 2);
  EXPECT_EQ(best[1].probability, 0);
}

TEST(TopK, FewerClassesThanAsked) {
  EXPECT_EQ(top_k(std::vector<float>{1}, 5).size(), 1u);
  EXPECT_TRUE(top_k(std::vector<float>{1, 2}, 0).empty());
}

TEST(TopK, NanRanksLast) {
  const auto best = top_k(std::vector<float>{std::numeric_limits<float>::quiet_NaN(), -1e9f, 0}, 3);
  EXPECT_EQ(best[0].class_id, 2);
  EXPECT_EQ(best[2].class_id, 0);
}

}  // namespace
}  // namespace perpixel
