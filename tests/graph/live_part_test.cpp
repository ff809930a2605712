#include "graph/live_part.h"

#include <gtest/gtest.h>

#include "graph/layers.h"

namespace perpixel {
namespace {

std::vector<std::string> names_of(const auto& things) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(thing.name);
  return names;
}

/// x -> a -> b -> "score" with a head for training on a; "unread" is an input that nothing reads.
Graph two_heads() {
  Graph graph{.name = "main"};
  number_input(graph, "unread");
  const Value x = input(graph, "x", 3);
  conv(x, 9, 3, "dead");
  const Value a = conv(x, 4, 3, "a");
  output(conv(a, 2, 1, "aux"), "auxiliary", true);
  graph.add_constant("nothing", Tensor::zeros({1}));
  output(scale(a, 0.5f, "b"), "score");
  return graph;
}

TEST(LivePart, WhatTheOutputsNeedUnderItsNames) {
  const Graph graph = live_part(two_heads());
  EXPECT_NO_THROW(check_graph(graph));
  EXPECT_EQ(graph.name, "main");
  EXPECT_EQ(names_of(graph.inputs), (std::vector<std::string>{"unread", "x"}));
  EXPECT_EQ(names_of(graph.nodes), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(names_of(graph.parameters), (std::vector<std::string>{"a.weight", "a.bias"}));
  EXPECT_EQ(names_of(graph.outputs), std::vector<std::string>{"score"});
  EXPECT_EQ(graph.values[static_cast<std::size_t>(graph.outputs[0].value)].name, "b");
  EXPECT_EQ(graph.find_value("nothing"), -1);
  EXPECT_EQ(graph.find_value("aux"), -1);
  EXPECT_EQ(graph.values.size(), 7u);  // two inputs, two parameters, a, the factor, b
}

TEST(LivePart, AFullyLiveGraphStaysAsItIs) {
  const Graph once = live_part(two_heads()), twice = live_part(once);
  EXPECT_EQ(names_of(twice.values), names_of(once.values));
  for (std::size_t i = 0; i < once.nodes.size(); ++i) {
    EXPECT_EQ(twice.nodes[i].inputs, once.nodes[i].inputs);
    EXPECT_EQ(twice.nodes[i].outputs, once.nodes[i].outputs);
    EXPECT_EQ(twice.nodes[i].attributes, once.nodes[i].attributes);
  }
}

TEST(LivePart, SecondOutputsOfANodeStay) {
  Graph graph{.name = "main"};
  output(max_pool_with_positions(input(graph, "x", 1), 2, 2, "pool").map, "y");
  const Graph live = live_part(graph);
  EXPECT_NO_THROW(check_graph(live));
  EXPECT_EQ(live.nodes[0].outputs.size(), 2u);
}

}  // namespace
}  // namespace perpixel
