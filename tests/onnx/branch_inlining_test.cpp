#include "onnx/branch_inlining.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

using Names = std::vector<std::string>;
using Ops = std::vector<std::string>;

/// An If on the constant "c".
ModelMessage with_branches(bool condition, GraphMessage then_branch, GraphMessage else_branch) {
  return model(17, {branching("c", {"y"}, std::move(then_branch), std::move(else_branch))},
               {truth("c", condition)});
}

std::vector<NodeMessage> inlined(ModelMessage message) {
  inline_branches(message);
  return message.graph.nodes;
}

std::string refusal(const ModelMessage& message) {
  return refused([&] { inlined(message); });
}

Graph imported(ModelMessage message, Shape x = {-1, 4, -1, -1}) {
  message.graph.inputs[0].shape = std::move(x);
  return import_model(std::move(message)).graph;
}

GraphMessage one(const std::string& op, const std::string& input = "x") {
  return branch({node(op, {input}, {"r"})}, {"r"});
}

TEST(BranchInlining, TheBranchThatRunsReplacesTheNode) {
  const auto nodes = inlined(with_branches(true, one("Relu"), one("Neg")));
  ASSERT_EQ(nodes.size(), 1u);
  EXPECT_EQ(nodes[0].op, "Relu");
  EXPECT_EQ(nodes[0].inputs, Names{"x"});  // of the graph around it
  EXPECT_EQ(nodes[0].outputs, Names{"y"});
  EXPECT_EQ(inlined(with_branches(false, one("Relu"), one("Neg"))).at(0).op, "Neg");
}

TEST(BranchInlining, ValuesKeepTheirNamesWhereTheyCan) {
  const GraphMessage two = branch({node("Relu", {"x"}, {"t"}), node("Neg", {"t"}, {"r"})}, {"r"});
  ModelMessage message = model(17,
                               {branching("c", {"h"}, two, one("Neg")),
                                branching("c", {"k"}, two, one("Neg")), node("Add", {"h", "k"}, {"y"})},
                               {truth("c", true)});
  inline_branches(message);
  const auto& nodes = message.graph.nodes;
  ASSERT_EQ(nodes.size(), 5u);
  EXPECT_EQ(nodes[0].outputs, Names{"t"});
  EXPECT_EQ(nodes[1].outputs, Names{"h"});
  EXPECT_EQ(nodes[2].outputs, Names{"t_2"});
  EXPECT_EQ(nodes[3].inputs, Names{"t_2"});
  EXPECT_EQ(nodes[3].outputs, Names{"k"});
}

TEST(BranchInlining, ConstantsOfABranchComeWithIt) {
  GraphMessage scaled = branch({node("Mul", {"x", "w"}, {"r"})}, {"r"});
  scaled.initializers = {floats("w", {1}, {3})};
  const Graph graph = imported(with_branches(true, scaled, one("Relu")));
  EXPECT_EQ(ops_of(graph), Ops{"Mul"});
  EXPECT_EQ(real_input(graph, graph.nodes[0], 1), std::vector<float>{3});
}

TEST(BranchInlining, ABranchMayGiveConstantsValuesAroundItAndOneValueTwice) {
  GraphMessage odd = branch({node("Relu", {"x"}, {"r"})}, {"r", "r", "x", "w"});
  odd.initializers = {floats("w", {1}, {3})};
  ModelMessage message = model(17, {branching("c", {"y", "y2", "y3", "y4"}, odd, odd)}, {truth("c", true)});
  message.graph.outputs = {{.name = "y"}, {.name = "y2"}, {.name = "y3"}, {.name = "y4"}};
  const Graph graph = imported(message);
  EXPECT_EQ(ops_of(graph), Ops{"Relu"});
  EXPECT_EQ(graph.outputs.at(0).value, graph.outputs.at(1).value);
  EXPECT_EQ(graph.outputs.at(2).value, graph.inputs.at(0).value);
  const auto& last = graph.values.at(static_cast<std::size_t>(graph.outputs.at(3).value));
  ASSERT_TRUE(last.constant);
  EXPECT_EQ(last.constant->floats()[0], 3);
}

// As PyTorch writes x.squeeze(1): only an axis of size 1 goes.
ModelMessage squeezing(std::int64_t axis) {
  return model(
      17,
      {node("MaxPool", {"x"}, {"h"},
            {integers_attribute("kernel_shape", {2, 2}), integers_attribute("strides", {2, 2})}),
       node("Shape", {"h"}, {"sizes"}), node("Gather", {"sizes", "axis"}, {"size"}),
       node("Equal", {"size", "one"}, {"is_one"}),
       branching("is_one", {"y"}, branch({node("Squeeze", {"h", "axis"}, {"squeezed"})}, {"squeezed"}),
                 branch({node("Identity", {"h"}, {"same"})}, {"same"}))},
      {integers("axis", {axis}), integers("one", {1})});
}

TEST(BranchInlining, StatedSizesDecide) {
  EXPECT_EQ(ops_of(imported(squeezing(1), {1, 1, 8, 8})), (Ops{"MaxPool", "Squeeze"}));
  EXPECT_EQ(ops_of(imported(squeezing(1), {1, 3, 8, 8})), Ops{"MaxPool"});
  EXPECT_EQ(ops_of(imported(squeezing(2), {1, 3, 2, 8})), (Ops{"MaxPool", "Squeeze"}));
}

TEST(BranchInlining, WhatThePictureDecidesIsRefusedByName) {
  try {
    imported(squeezing(1), {1, -1, 8, 8});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_STREQ(error.what(), "node \"y_node\" (If): which of its branches runs depends on the picture");
    EXPECT_NE(error.hint().find("squeeze fixed axes only"), std::string::npos);
  }
  ModelMessage asked = with_branches(true, one("Relu"), one("Neg"));
  asked.graph.initializers.clear();
  asked.graph.inputs.push_back(value("c", {}, DType::boolean));
  EXPECT_EQ(refusal(asked).substr(0, 5), "E0507");
}

TEST(BranchInlining, BranchesWithinBranches) {
  const GraphMessage inner = branch(
      {node("Not", {"c"}, {"d"}), branching("d", {"r"}, one("Sigmoid", "t"), one("Tanh", "t"))}, {"r"});
  GraphMessage outer = inner;
  outer.nodes.insert(outer.nodes.begin(), node("Relu", {"x"}, {"t"}));
  EXPECT_EQ(ops_of(imported(with_branches(true, outer, one("Neg")))), (Ops{"Relu", "Tanh"}));
  EXPECT_EQ(ops_of(imported(with_branches(false, one("Neg"), outer))), (Ops{"Relu", "Sigmoid"}));
}

// The inner branch has a "t" of its own; the outer one's is renamed around it, not in it.
TEST(BranchInlining, OwnValuesOfInnerBranchesHideThoseAround) {
  const GraphMessage hiding = branch({node("Tanh", {"s"}, {"t"}), node("Neg", {"t"}, {"r"})}, {"r"});
  const GraphMessage outer = branch({node("Relu", {"x"}, {"t"}), node("Sigmoid", {"t"}, {"s"}),
                                     branching("c", {"r"}, hiding, one("Neg", "t"))},
                                    {"r"});
  const auto ops_for = [&](bool condition) {
    return ops_of(imported(model(
        17,
        {node("Floor", {"x"}, {"t"}), branching("c", {"h"}, outer, outer), node("Add", {"h", "t"}, {"y"})},
        {truth("c", condition)})));
  };
  EXPECT_EQ(ops_for(true), (Ops{"Floor", "Relu", "Sigmoid", "Tanh", "Neg", "Add"}));
  EXPECT_EQ(ops_for(false), (Ops{"Floor", "Relu", "Neg", "Add"}));
}

TEST(BranchInlining, ABranchMayDecideTheNext) {
  const GraphMessage negated = branch({node("Not", {"c"}, {"r"})}, {"r"});
  const GraphMessage same = branch({node("Identity", {"c"}, {"r"})}, {"r"});
  const Graph graph = imported(
      model(17, {branching("d", {"y"}, one("Relu"), one("Neg")), branching("c", {"d"}, negated, same)},
            {truth("c", true)}));
  EXPECT_EQ(ops_of(graph), Ops{"Neg"});
}

TEST(BranchInlining, WhatAnIfMustSay) {
  EXPECT_EQ(refusal(with_branches(true, branch({}, {}), one("Neg"))),
            "E0501: node \"y_node\" (If): its then_branch has 0 inputs and 0 outputs instead of none and 1");
  EXPECT_EQ(refusal(with_branches(true, one("Relu"), branch({}, {"x", "x"}))),
            "E0501: node \"y_node\" (If): its else_branch has 0 inputs and 2 outputs instead of none and 1");
  GraphMessage asking = one("Relu");
  asking.inputs = {value("a", {1})};
  EXPECT_EQ(refusal(with_branches(false, asking, one("Neg"))),
            "E0501: node \"y_node\" (If): its then_branch has 1 inputs and 1 outputs instead of none and 1");
  ModelMessage half = with_branches(true, one("Relu"), one("Neg"));
  half.graph.nodes[0].attributes.pop_back();
  EXPECT_EQ(refusal(half), "E0501: node \"y_node\" (If): has no else_branch");
  ModelMessage counted = with_branches(true, one("Relu"), one("Neg"));
  counted.graph.initializers = {integers("c", {1})};
  EXPECT_EQ(refusal(counted), "E0501: node \"y_node\" (If): its condition is i64 [1], not one truth value");
  ModelMessage several = with_branches(true, one("Relu"), one("Neg"));
  several.graph.initializers = {{.name = "c", .tensor = Tensor::zeros({2}, DType::boolean)}};
  EXPECT_EQ(refusal(several).substr(0, 5), "E0501");
  ModelMessage none = with_branches(true, one("Relu"), one("Neg"));
  none.graph.nodes[0].inputs = {};
  EXPECT_EQ(refusal(none), "E0501: node \"y_node\" (If): has no condition");
}

TEST(BranchInlining, ConditionsThatNeedTheirOwnResult) {
  const auto cyclic = model(
      17, {branching("y", {"d"}, one("Relu"), one("Neg")), branching("d", {"y"}, one("Relu"), one("Neg"))});
  EXPECT_NE(refusal(cyclic).find("(a cycle)"), std::string::npos);
  // through what a branch reads
  EXPECT_NE(refused([] { imported(with_branches(true, one("Relu", "y"), one("Neg"))); }).find("(a cycle)"),
            std::string::npos);
}

TEST(BranchInlining, LoopsOnTheWayAreNamed) {
  NodeMessage loop = node("Loop", {"x"}, {"c"});
  loop.attributes.push_back(
      {.name = "body", .kind = AttributeMessage::Kind::graph, .graph = {GraphMessage{}}});
  EXPECT_EQ(refusal(model(17, {loop, branching("c", {"y"}, one("Relu"), one("Neg"))})),
            "E0507: node \"c_node\" (Loop): runs a graph within the graph");
}

// Each decides the next: the whole graph would be read again for each.
TEST(BranchInlining, LongChainsOfDecisionsAreRefused) {
  std::vector<NodeMessage> nodes;
  for (int i = 0; i < 1500; ++i) {
    const GraphMessage same = branch({node("Identity", {"c"}, {"r"})}, {"r"});
    nodes.push_back(branching(i ? "c" + std::to_string(i - 1) : "c", {"c" + std::to_string(i)}, same, same));
  }
  EXPECT_EQ(refusal(model(17, std::move(nodes), {truth("c", true)})),
            "E0507: too many branches depend on one another");
}

}  // namespace
}  // namespace perpixel::onnx
