#include <gtest/gtest.h>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// By hand: sigmoid(0) = 1/2, sigmoid(ln 3) = 3/4; the ends saturate without a NaN.
TEST(Sigmoid, KnownValues) {
  const Tensor x = Tensor::from({1, 1, 1, 5}, {0, std::log(3.f), -std::log(3.f), 1000, -1000});
  const auto y = values(run_layer(x, [](Value v) { return sigmoid(v); }));
  const float expected[] = {0.5f, 0.75f, 0.25f, 1, 0};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(y[i], expected[i], 1e-7f);
}

}  // namespace
}  // namespace perpixel
