#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

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

TEST(Softmax, RefusesOtherAxes) {
  Graph graph = graph_of(2, [](Value v) { return softmax(v, "s"); });
  graph.nodes[0].attributes["axis"] = std::int64_t{3};
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, {}); }), "node \"s\" (Softmax): axis = 3"));
}

}  // namespace
}  // namespace perpixel
