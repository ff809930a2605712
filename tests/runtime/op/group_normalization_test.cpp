#include <gtest/gtest.h>

#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

// The definition: each picture's groups by their own mean and population variance.
TEST(GroupNormalization, EqualsTheDefinition) {
  const Graph graph = graph_of(6, [](Value x) { return group_norm(x, 3, "gn"); });
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor({2, 6, 3, 5}, 4);
  const Tensor y = run_graph(graph, weights, x);
  for (std::int64_t n = 0; n < 2; ++n)
    for (std::int64_t g = 0; g < 3; ++g) {
      double sum = 0, squares = 0;
      for (std::int64_t i = 0; i < 30; ++i) {
        const double value = at(x, n, 2 * g + i / 15, i % 15 / 5, i % 5);
        sum += value;
        squares += value * value;
      }
      const double mean = sum / 30, variance = squares / 30 - mean * mean;
      for (std::int64_t i = 0; i < 30; ++i) {
        const std::int64_t c = 2 * g + i / 15;
        const auto channel = static_cast<std::size_t>(c);
        const double expected = (at(x, n, c, i % 15 / 5, i % 5) - mean) / std::sqrt(variance + 1e-5) *
                                    weights.at("gn.weight").floats()[channel] +
                                weights.at("gn.bias").floats()[channel];
        EXPECT_NEAR(at(y, n, c, i % 15 / 5, i % 5), expected, 1e-5);
      }
    }
}

// Property: what a group is multiplied by and shifted by does not show.
TEST(GroupNormalization, ForgetsScaleAndShift) {
  const Graph graph = graph_of(4, [](Value x) { return group_norm(x, 2, "gn"); });
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor({1, 4, 6, 6}, 5);
  Tensor moved = x.clone();
  for (float& value : moved.floats()) value = 300 * value + 70;
  EXPECT_LT(max_difference(run_graph(graph, weights, x), run_graph(graph, weights, moved)), 1e-3f);
}

TEST(Maximum, OfTwoMapsElementByElement) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 2);
  output(maximum(x, scale(x, -1, "minus"), "max"), "y");
  EXPECT_EQ(values(run_graph(graph, {}, Tensor::from({1, 2, 1, 2}, {1, -2, 0, 4}))),
            (std::vector<float>{1, 2, 0, 4}));
}

// Two roads: every channel by itself is a group normalisation with as many groups as channels.
TEST(InstanceNormalization, IsGroupNormalisationOfSingleChannels) {
  const Tensor x = random_tensor({2, 3, 4, 5}, 1), weight = random_tensor({3}, 2),
               bias = random_tensor({3}, 3);
  const Tensor alone = run_node("InstanceNormalization", {{"epsilon", 1e-3f}}, {x, weight, bias})[0];
  const Tensor groups = run_node("GroupNormalization", {{"num_groups", std::int64_t{3}}, {"epsilon", 1e-3f}},
                                 {x, weight, bias})[0];
  EXPECT_EQ(values(alone), values(groups));
}

}  // namespace
}  // namespace perpixel
