#include "graph/graph.h"

#include <gtest/gtest.h>

#include "graph/layers.h"
#include "runtime/error_of.h"

namespace perpixel {
namespace {

Graph two_heads() {
  Graph graph{.name = "main"};
  const Value x = input(graph, "image", 3);
  const Value a = conv(x, 4, 3, "a");
  output(relu(a, "b"), "score");
  output(conv(a, 2, 1, "c"), "auxiliary", true);
  relu(x, "unused");
  return graph;
}

TEST(Graph, LiveNodesFollowTheOutputs) {
  const Graph graph = two_heads();
  EXPECT_EQ(live_nodes(graph, false), (std::vector<int>{0, 1}));
  EXPECT_EQ(live_nodes(graph, true), (std::vector<int>{0, 1, 2}));
}

// By hand: 4 * 3 * 3 * 3 + 4 and 2 * 4 + 2; batch norm has 2 learned and 2 running numbers a channel.
TEST(Graph, ParameterCount) {
  Graph graph = two_heads();
  EXPECT_EQ(parameter_count(graph), 112 + 10);
  batch_norm({&graph, graph.find_value("a")}, "bn");
  EXPECT_EQ(parameter_count(graph), 122 + 8);
  EXPECT_EQ(parameter_count(graph, true), 122 + 16);
}

TEST(Graph, FindsByName) {
  const Graph graph = two_heads();
  EXPECT_EQ(graph.find_parameter("a.bias")->shape, Shape{4});
  EXPECT_EQ(graph.find_parameter("z.bias"), nullptr);
  EXPECT_EQ(graph.values[static_cast<std::size_t>(graph.find_value("c"))].producer, 2);
  EXPECT_EQ(graph.find_value("z"), -1);
}

TEST(Graph, AttributesOfAnotherTypeAreRefused) {
  Node node{.op = "Conv", .name = "n", .attributes = {{"group", 1.5f}}};
  EXPECT_EQ(int_attribute(node, "absent", 7), 7);
  EXPECT_TRUE(mentions(error_of([&] { int_attribute(node, "group", 1); }),
                       "node \"n\" (Conv): attribute group must be an integer"));
}

TEST(CheckGraph, AcceptsWhatTheLayersBuild) { EXPECT_NO_THROW(check_graph(two_heads())); }

TEST(CheckGraph, NamesEachFault) {
  const auto fault = [](auto change) {
    Graph graph = two_heads();
    change(graph);
    const Error error = error_of([&] { check_graph(graph); });
    EXPECT_EQ(error.code(), ErrorCode::graph_invalid);
    return error.what() + std::string(error.hint().empty() ? "" : " | " + error.hint());
  };
  EXPECT_EQ(fault([](Graph& g) { g.nodes[0].op = "Convv"; }),
            "node \"a\" (Convv): unknown operation | did you mean `Conv`?");
  EXPECT_EQ(fault([](Graph& g) { g.nodes[0].inputs[0] = 99; }), "node \"a\" (Conv): input 99 does not exist");
  EXPECT_EQ(fault([](Graph& g) { g.nodes[0].inputs[0] = g.find_value("b"); }),
            "node \"a\" (Conv): uses a value that is computed later (a cycle?)");
  EXPECT_EQ(fault([](Graph& g) { g.nodes[0].outputs[0] = -1; }),
            "node \"a\" (Conv): output -1 does not exist");
  EXPECT_EQ(fault([](Graph& g) { g.nodes[1].outputs = g.nodes[0].outputs; }),
            "node \"b\" (Relu): its output \"a\" belongs to another node");
  EXPECT_EQ(fault([](Graph& g) { g.nodes[1].inputs.clear(); }),
            "node \"b\" (Relu): has no input or no output");
  EXPECT_EQ(fault([](Graph& g) { g.nodes[1].name = "a"; }), "graph \"main\": two nodes are called \"a\"");
  EXPECT_EQ(fault([](Graph& g) { g.values[0].name = "a"; }), "graph \"main\": two values are called \"a\"");
  EXPECT_EQ(fault([](Graph& g) { g.parameters[1].name = "a.weight"; }),
            "graph \"main\": two parameters are called \"a.weight\"");
  EXPECT_EQ(fault([](Graph& g) { g.parameters[0].shape[1] = 0; }),
            "parameter \"a.weight\" has the shape [4, 0, 3, 3]");
  EXPECT_EQ(fault([](Graph& g) { g.values[1].parameter = 8; }),
            "value \"a.weight\": parameter 8 does not exist");
  EXPECT_EQ(fault([](Graph& g) { g.values[0].producer = 77; }), "value \"image\": node 77 does not exist");
  EXPECT_EQ(fault([](Graph& g) { g.outputs[0].value = -1; }), "output \"score\" is connected to nothing");
  EXPECT_EQ(fault([](Graph& g) { g.outputs[0].name = "auxiliary"; }),
            "graph \"main\": two outputs are called \"auxiliary\"");
  EXPECT_EQ(fault([](Graph& g) { g.inputs[0].value = 50; }), "input \"image\" is connected to nothing");
}

}  // namespace
}  // namespace perpixel
