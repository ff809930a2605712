#include <gtest/gtest.h>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

TEST(Relu, KeepsPositivesAndNan) {
  const Tensor x = Tensor::from({1, 1, 1, 5}, {-2, 0, 3, -INFINITY, NAN});
  const auto y = values(run_layer(x, [](Value v) { return relu(v); }));
  EXPECT_EQ((std::vector<float>(y.begin(), y.begin() + 4)), (std::vector<float>{0, 0, 3, 0}));
  EXPECT_TRUE(std::isnan(y[4]));
  EXPECT_EQ(x.floats()[0], -2);  // the caller's tensor stays as it was
}

}  // namespace
}  // namespace perpixel
