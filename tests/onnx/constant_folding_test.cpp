#include "onnx/constant_folding.h"

#include <gtest/gtest.h>

#include "onnx/build_graph.h"
#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

using Ops = std::vector<std::string>;

Graph folded(std::vector<NodeMessage> nodes, std::vector<TensorMessage> initializers = {},
             Shape x = {-1, 4, -1, -1}) {
  ModelMessage message = model(17, std::move(nodes), std::move(initializers));
  message.graph.inputs[0].shape = std::move(x);
  return fold_constants(build_graph(message.graph));
}

TEST(ConstantFolding, IdentitiesVanish) {
  const Graph graph =
      folded({node("Identity", {"x"}, {"a"}), node("Relu", {"a"}, {"b"}), node("Identity", {"b"}, {"y"})});
  EXPECT_EQ(ops_of(graph), Ops{"Relu"});
  EXPECT_EQ(graph.nodes[0].inputs[0], graph.inputs[0].value);
  EXPECT_EQ(graph.outputs[0].name, "y");
  EXPECT_EQ(graph.outputs[0].value, graph.nodes[0].outputs[0]);
  EXPECT_NO_THROW(check_graph(graph));
}

// Exporters store equal tensors once and write Identity nodes for the others: each keeps its own name.
TEST(ConstantFolding, AnIdentityOfAConstantIsAConstantOfItsOwn) {
  const Graph graph =
      folded({node("Identity", {"bn1.weight"}, {"bn2.weight"}), node("Mul", {"x", "bn1.weight"}, {"a"}),
              node("Mul", {"a", "bn2.weight"}, {"y"})},
             {floats("bn1.weight", {1}, {3})});
  EXPECT_EQ(ops_of(graph), (Ops{"Mul", "Mul"}));
  EXPECT_EQ(graph.values[static_cast<std::size_t>(graph.nodes[0].inputs[1])].name, "bn1.weight");
  EXPECT_EQ(graph.values[static_cast<std::size_t>(graph.nodes[1].inputs[1])].name, "bn2.weight");
  EXPECT_EQ(real_input(graph, graph.nodes[1], 1), std::vector<float>{3});
}

// The input's size is stated in full: its half is known.
TEST(ConstantFolding, ArithmeticOnAStatedShapeIsDoneOnce) {
  const std::vector<NodeMessage> halving{
      node("Shape", {"x"}, {"s"}), node("Slice", {"s", "two", "four"}, {"hw"}),
      node("Div", {"hw", "two"}, {"half"}),
      node("Concat", {"nc", "half"}, {"sizes"}, {integer_attribute("axis", 0)}),
      node("Resize", {"x", "", "", "sizes"}, {"y"})};
  const std::vector<TensorMessage> known{integers("two", {2}), integers("four", {4}), integers("nc", {1, 4})};
  const Graph graph = folded(halving, known, {1, 4, 64, 96});
  EXPECT_EQ(ops_of(graph), Ops{"Resize"});
  EXPECT_EQ(integer_input(graph, graph.nodes[0], 3), (std::vector<std::int64_t>{1, 4, 32, 48}));
  EXPECT_EQ(graph.values.size(), 3u);                  // x, sizes, y: what was folded is gone
  EXPECT_EQ(folded(halving, known).nodes.size(), 5u);  // symbolic sizes stay arithmetic
}

TEST(ConstantFolding, TransposedWeightsAreTurnedOnce) {
  const Graph graph = folded({node("Transpose", {"w"}, {"t"}), node("MatMul", {"x", "t"}, {"y"})},
                             {floats("w", {2, 3}, {1, 2, 3, 4, 5, 6})});
  EXPECT_EQ(ops_of(graph), Ops{"MatMul"});
  EXPECT_EQ(real_input(graph, graph.nodes[0], 1), (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

// A weight of 4 MiB turned a hundred times: each result is kept, so their bytes are bounded: 64 MiB and four
// times the weight are nine readings and writings; the rest is left to the engine.
TEST(ConstantFolding, OneWeightIsNotMultipliedWithoutEnd) {
  std::vector<NodeMessage> nodes;
  for (int i = 0; i < 100; ++i)
    nodes.push_back(
        node("Transpose", {i ? "t" + std::to_string(i - 1) : "w"}, {i < 99 ? "t" + std::to_string(i) : "y"}));
  const Graph graph = folded(std::move(nodes), {{.name = "w", .tensor = Tensor::zeros({1024, 1024})}});
  EXPECT_EQ(graph.nodes.size(), 91u);
}

// 5,000 nodes that fill 64 Ki elements each from one number: 2.6 GB if all were kept.
TEST(ConstantFolding, FillingsAreBounded) {
  std::vector<NodeMessage> nodes;
  for (int i = 0; i < 5000; ++i) nodes.push_back(node("Expand", {"one", "size"}, {"t" + std::to_string(i)}));
  nodes.push_back(node("Add", {"t0", "t4999"}, {"y"}));
  const Graph graph = folded(std::move(nodes), {integers("one", {1}), integers("size", {1 << 16})});
  EXPECT_EQ(ops_of(graph), (Ops{"Expand", "Add"}));  // the first was filled, the last was not
}

TEST(ConstantFolding, WhatNoOutputNeedsIsGone) {
  const Graph graph =
      folded({node("Relu", {"x"}, {"y"}), node("Sigmoid", {"x"}, {"unused"})}, {floats("w", {1}, {1})});
  EXPECT_EQ(ops_of(graph), Ops{"Relu"});
  EXPECT_EQ(graph.find_value("w"), -1);
}

TEST(ConstantFolding, AnOutputMayBeKnown) {
  const Graph graph = folded({node("Add", {"a", "a"}, {"y"})}, {integers("a", {1, 2})});
  EXPECT_TRUE(graph.nodes.empty());
  const auto& value = graph.values[static_cast<std::size_t>(graph.outputs[0].value)];
  ASSERT_TRUE(value.constant);
  EXPECT_EQ(value.constant->as<std::int64_t>()[1], 4);
}

}  // namespace
}  // namespace perpixel::onnx
