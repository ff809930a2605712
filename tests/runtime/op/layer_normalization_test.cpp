#include <gtest/gtest.h>

#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

// Property: with weight 1 and bias 0 each row has mean 0 and variance 1; the other outputs are what was taken
// off.
TEST(LayerNormalization, RowsHaveMeanZeroAndVarianceOne) {
  const Tensor x = random_tensor({2, 3, 50}, 1);
  const auto y = run_node("LayerNormalization", {}, {x, Tensor::filled({50}, 1), Tensor::filled({50}, 0)}, 3);
  EXPECT_EQ(y[1].shape(), (Shape{2, 3, 1}));
  for (std::size_t row = 0; row < 6; ++row) {
    double sum = 0, squares = 0, before = 0;
    for (std::size_t i = 0; i < 50; ++i) {
      const double v = y[0].floats()[row * 50 + i];
      sum += v;
      squares += v * v;
      before += x.floats()[row * 50 + i];
    }
    EXPECT_NEAR(sum / 50, 0, 1e-6);
    EXPECT_NEAR(squares / 50, 1, 1e-3);
    EXPECT_NEAR(y[1].floats()[row], before / 50, 1e-6);
  }
}

// By hand: 1 and 3 have mean 2 and deviation 1.
TEST(LayerNormalization, ScalesAndShifts) {
  const auto y =
      run_node("LayerNormalization", {{"axis", std::int64_t{0}}, {"epsilon", 0.f}},
               {Tensor::from({2}, {1, 3}), Tensor::from({2}, {10, 20}), Tensor::from({2}, {1, 2})});
  EXPECT_EQ(values(y[0]), (std::vector<float>{-9, 22}));
}

}  // namespace
}  // namespace perpixel
