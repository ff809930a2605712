#include "onnx/build_graph.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

Graph built(const ModelMessage& message) { return build_graph(message.graph); }

TEST(BuildGraph, NamesAndConnectionsAreTheFiles) {
  const Graph graph =
      built(model(17, {node("Add", {"a", "w"}, {"y"}), node("Relu", {"x"}, {"a"})}, {floats("w", {1}, {2})}));
  ASSERT_EQ(graph.nodes.size(), 2u);
  EXPECT_EQ(graph.nodes[0].name, "a_node");
  EXPECT_EQ(graph.inputs.at(0).name, "x");
  EXPECT_EQ(graph.inputs.at(0).shape, (Shape{-1, 4, -1, -1}));
  EXPECT_EQ(graph.values.at(static_cast<std::size_t>(graph.inputs[0].value)).channels, 4);
  EXPECT_EQ(graph.outputs.at(0).value, graph.find_value("y"));
  EXPECT_EQ(graph.nodes[1].inputs, (std::vector<int>{graph.find_value("a"), graph.find_value("w")}));
  EXPECT_EQ(real_input(graph, graph.nodes[1], 1), std::vector<float>{2});
}

TEST(BuildGraph, NodesWithoutANameOrWithATakenOneGetTheirOutputs) {
  ModelMessage message =
      model(17, {node("Relu", {"x"}, {"a"}), node("Relu", {"a"}, {"b"}), node("Relu", {"b"}, {"y"})});
  message.graph.nodes[0].name = "same";
  message.graph.nodes[1].name = "same";
  message.graph.nodes[2].name = "";
  const Graph graph = built(message);
  EXPECT_EQ(graph.nodes[0].name, "same");
  EXPECT_EQ(graph.nodes[1].name, "same_2");
  EXPECT_EQ(graph.nodes[2].name, "y");
  EXPECT_NO_THROW(check_graph(graph));
}

TEST(BuildGraph, AbsentInputsAndOutputs) {
  const Graph graph =
      built(model(17, {node("Clip", {"x", "", "w"}, {"y", "", "z", ""}), node("Clip", {"x", "", ""}, {"b"})},
                  {floats("w", {}, {2})}));
  EXPECT_EQ(graph.nodes[0].inputs.at(1), -1);
  EXPECT_EQ(graph.nodes[0].inputs.size(), 3u);
  EXPECT_EQ(graph.nodes[0].outputs.size(), 3u);
  EXPECT_EQ(graph.nodes[1].inputs.size(), 1u);
}

TEST(BuildGraph, AnInitializerListedAsInputIsNoInput) {
  ModelMessage message = model(9, {node("Add", {"x", "w"}, {"y"})}, {floats("w", {1}, {2})});
  message.graph.inputs.push_back(value("w", {1}));
  EXPECT_EQ(built(message).inputs.size(), 1u);
}

TEST(BuildGraph, WhatAFileMustSay) {
  const auto refusal = [](const ModelMessage& message) { return refused([&] { built(message); }); };
  ModelMessage shapeless = model(17, {node("Relu", {"x"}, {"y"})});
  shapeless.graph.inputs[0].has_shape = false;
  EXPECT_EQ(refusal(shapeless), "E0507: input \"x\" does not say how many axes it has");
  ModelMessage sequence = model(17, {node("Relu", {"x"}, {"y"})});
  sequence.graph.inputs[0].foreign_type = "a sequence";
  EXPECT_EQ(refusal(sequence), "E0507: input \"x\" is a sequence, not a tensor of numbers");
  ModelMessage lost = model(17, {});
  EXPECT_EQ(refusal(lost), "E0501: output \"y\" is computed by nothing");
  const auto k = integer_attribute("k", 1);
  EXPECT_EQ(refusal(model(17, {node("Relu", {"x"}, {"y"}, {k, k})})),
            "E0501: node \"y_node\" (Relu): has attribute k twice");
  AttributeMessage words{.name = "names", .kind = AttributeMessage::Kind::texts};
  EXPECT_EQ(
      refusal(model(17, {node("Relu", {"x"}, {"y"}, {words})})),
      "E0507: node \"y_node\" (Relu): attribute names is neither a number, a text nor a list of numbers");
}

}  // namespace
}  // namespace perpixel::onnx
