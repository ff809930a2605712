#include <gtest/gtest.h>

#include "model/initial_weights.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// ops.md 21, row 14 (Aitken et al. 2017), by two roads: from ICNR, convolving to 4 C channels and shuffling
// is convolving with every fourth kernel and enlarging by repetition. Within a block all four are one number.
TEST(Icnr, IsNearestUpsamplingOfTheFewerKernels) {
  Graph fine{.name = "test"}, coarse{.name = "test"};
  output(depth_to_space(
             conv(input(fine, "x", 3), 2 * 4, 3, "sub", {.bias = false, .init = {InitKind::icnr, 1, 4}}), 2,
             "shuffle"),
         "y");
  output(resize(conv(input(coarse, "x", 3), 2, 3, "sub", {.bias = false}), 2, "up", ResizeMode::nearest),
         "y");
  const NamedTensors weights = initial_weights(fine, 5);
  Tensor few({2, 3, 3, 3});
  for (std::size_t o = 0; o < 2; ++o)
    for (std::size_t i = 0; i < 27; ++i)
      few.floats()[o * 27 + i] = weights.at("sub.weight").floats()[4 * o * 27 + i];
  const Tensor x = random_tensor({1, 3, 5, 7}, 8);
  const Tensor shuffled = run_graph(fine, weights, x), nearest = run_graph(coarse, {{"sub.weight", few}}, x);
  ASSERT_EQ(shuffled.shape(), (Shape{1, 2, 10, 14}));
  EXPECT_LE(max_difference(shuffled, nearest), 1e-6f);
  EXPECT_NE(at(shuffled, 0, 0, 0, 0), at(shuffled, 0, 0, 2, 0));
}

}  // namespace
}  // namespace perpixel
