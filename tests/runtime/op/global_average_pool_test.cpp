#include <gtest/gtest.h>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// By hand.
TEST(GlobalAveragePool, MeanOfEachPlane) {
  const Tensor x = Tensor::from({1, 2, 2, 2}, {1, 2, 3, 4, 10, 10, 10, 30});
  const Tensor y = run_layer(x, [](Value v) { return global_average_pool(v, "pool"); });
  EXPECT_EQ(y.shape(), (Shape{1, 2, 1, 1}));
  EXPECT_EQ(values(y), (std::vector<float>{2.5f, 15}));
}

}  // namespace
}  // namespace perpixel
