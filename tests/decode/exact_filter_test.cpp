#include "decode/exact_filter.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"
#include "tensor/tensor.h"

namespace perpixel {
namespace {

float message(ExactFilter& filter, std::size_t to, float factor) {
  // Points 0 and 1 say 10 and 100.
  Tensor rows = Tensor::zeros({2, 8}), out = Tensor::zeros({1, 8});
  rows.floats()[0] = 10;
  rows.floats()[8] = 100;
  filter.reserve(8);
  run_team(1, [&](const TeamMember& member) { filter.take(rows.floats().data(), member); });
  filter.add_messages(to, to + 1, factor, out.floats().data());
  return out.floats()[0];
}

// By hand: points (0, 0) and (1, 2), kernel exp(-5 / 2).
TEST(ExactFilter, TwoPointsByHand) {
  const float k = std::exp(-2.5f);
  ExactFilter with({0, 0, 1, 2}, 2), without({0, 0, 1, 2}, 2, false);
  EXPECT_NEAR(message(with, 0, 1), 10 + 100 * k, 1e-5f);
  EXPECT_NEAR(message(with, 1, -2), -2 * (100 + 10 * k), 1e-4f);
  EXPECT_NEAR(message(without, 0, 1), 100 * k, 1e-5f);
}

TEST(ExactFilter, ScalesMultiplyBothSides) {
  const float k = std::exp(-2.5f);
  ExactFilter filter({0, 0, 1, 2}, 2);
  filter.scale(std::vector<float>{2, 3}, std::vector<float>{5, 7});
  EXPECT_NEAR(message(filter, 0, 1), 5 * (2 * 10 + 3 * 100 * k), 1e-3f);
}

TEST(ExactFilter, FeaturesAreRows) {
  EXPECT_THROW(ExactFilter({1, 2, 3}, 2), Error);
  EXPECT_THROW(ExactFilter({1, 2, 3}, 0), Error);
}

}  // namespace
}  // namespace perpixel
