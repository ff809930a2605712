#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

// Properties: sums to 1 over channels, keeps ratios exp(a - b), does not overflow, ignores a common shift.
TEST(Softmax, OverChannels) {
  Tensor x = random_tensor({2, 3, 35, 40}, 5);  // more than one piece of positions
  const auto apply = [](const Tensor& t) { return run_layer(t, [](Value v) { return softmax(v, "s"); }); };
  const Tensor y = apply(x);
  for (std::int64_t n = 0; n < 2; ++n)
    for (std::int64_t i = 0; i < 35; ++i) {
      EXPECT_NEAR(at(y, n, 0, i, 39) + at(y, n, 1, i, 39) + at(y, n, 2, i, 39), 1, 1e-6);
      EXPECT_NEAR(at(y, n, 0, i, 7) / at(y, n, 2, i, 7), std::exp(at(x, n, 0, i, 7) - at(x, n, 2, i, 7)),
                  1e-5);
    }
  for (float& value : x.floats()) value = value + 4096;
  EXPECT_LE(max_difference(apply(x), y), 1e-3f);
}

// The definition along every axis, counted from both ends; and its logarithm.
TEST(Softmax, AlongEveryAxis) {
  const Tensor x = random_tensor({2, 3, 4}, 5);
  const std::int64_t steps[] = {12, 4, 1}, sizes[] = {2, 3, 4};
  for (std::int64_t axis = -3; axis < 3; ++axis) {
    const std::int64_t step = steps[(axis + 3) % 3], size = sizes[(axis + 3) % 3];
    const Tensor y = run_node("Softmax", {{"axis", axis}}, {x})[0];
    const Tensor log = run_node("LogSoftmax", {{"axis", axis}}, {x})[0];
    for (std::int64_t i = 0; i < x.count(); ++i) {
      const std::int64_t first = i - i / step % size * step;
      double sum = 0;
      for (std::int64_t k = 0; k < size; ++k)
        sum += std::exp(x.floats()[static_cast<std::size_t>(first + k * step)]);
      const auto at = static_cast<std::size_t>(i);
      EXPECT_NEAR(y.floats()[at], std::exp(x.floats()[at]) / sum, 1e-6);
      EXPECT_NEAR(log.floats()[at], x.floats()[at] - std::log(sum), 1e-6);
    }
  }
}

TEST(Softmax, RefusesAnAxisThatIsNotThere) {
  EXPECT_TRUE(
      mentions(error_of([] { run_node("Softmax", {{"axis", std::int64_t{3}}}, {random_tensor({2}, 1)}); }),
               "node \"node\" (Softmax): axis 3"));
}

}  // namespace
}  // namespace perpixel
