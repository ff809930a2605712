#include "autograd/torch_forward.h"

#include <gtest/gtest.h>

#include "graph/layers.h"
#include "model/initial_weights.h"

namespace perpixel {
namespace {

Graph identity_graph() {
  Graph graph{.name = "main"};
  output(
      relu(conv(input(graph, "data", 1), 1, 1, "half", {.bias = false, .init = {InitKind::constant, 0.5f}}),
           "positive"),
      "score");
  return graph;
}

// By hand: relu(0.5 * x).
TEST(TorchForward, RunsTheNamedGraph) {
  const Graph graph = identity_graph();
  const auto forward = torch_forward({graph}, initial_weights(graph, 0), "cpu");
  const Tensor out = forward("main", {{"data", Tensor::from({1, 1, 1, 3}, {-2, 0, 4})}}).at("score");
  EXPECT_EQ(out.floats()[0], 0);
  EXPECT_EQ(out.floats()[2], 2);
}

TEST(TorchObserve, HandsOutEveryValueInOrder) {
  const Graph graph = identity_graph();
  std::vector<std::string> names;
  torch_observe(graph, initial_weights(graph, 0), {{"data", Tensor::from({1, 1, 1, 1}, {-2})}},
                [&](const std::string& name, const Tensor& value) {
                  names.push_back(name);
                  EXPECT_EQ(value.floats()[0], name == "half" ? -1 : 0);
                });
  EXPECT_EQ(names, (std::vector<std::string>{"half", "positive"}));
}

TEST(TorchVersion, IsThePinnedOne) { EXPECT_EQ(torch_version().substr(0, 4), "2.15"); }

}  // namespace
}  // namespace perpixel
