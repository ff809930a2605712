#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// The definition (Ioffe & Szegedy 2015, algorithm 2), in doubles.
TEST(BatchNormalization, EqualsTheDefinition) {
  const Graph graph = graph_of(3, [](Value v) { return batch_norm(v, "bn", {.epsilon = 0.01f}); });
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor({2, 3, 4, 5}, 1);
  const Tensor y = run_graph(graph, weights, x);
  for (std::int64_t n = 0; n < 2; ++n)
    for (std::int64_t c = 0; c < 3; ++c)
      for (std::int64_t i = 0; i < 20; ++i) {
        const auto of = [&](const char* name) {
          return static_cast<double>(weights.at(name).floats()[static_cast<std::size_t>(c)]);
        };
        const double expected = (at(x, n, c, i / 5, i % 5) - of("bn.running_mean")) /
                                    std::sqrt(of("bn.running_var") + 0.01f) * of("bn.weight") +
                                of("bn.bias");
        EXPECT_NEAR(at(y, n, c, i / 5, i % 5), expected, 1e-6);
      }
}

TEST(BatchNormalization, NamesTheMissingStatistic) {
  const Graph graph = graph_of(3, [](Value v) { return batch_norm(v, "bn"); });
  NamedTensors weights = random_weights(graph);
  weights["bn.running_mena"] = weights.extract("bn.running_mean").mapped();
  const Error error = error_of([&] { Session(graph, weights); });
  EXPECT_EQ(error.code(), ErrorCode::weights_mismatch);
  EXPECT_TRUE(mentions(error, "the weights lack \"bn.running_mean\" [3] | did you mean `bn.running_mena`?"));
}

}  // namespace
}  // namespace perpixel
