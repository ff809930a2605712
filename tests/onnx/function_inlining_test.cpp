#include "onnx/function_inlining.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

using Names = std::vector<std::string>;
using Ops = std::vector<std::string>;

ModelMessage with_functions(std::vector<FunctionMessage> functions, std::vector<NodeMessage> nodes,
                            std::vector<TensorMessage> initializers = {}) {
  ModelMessage message = model(17, std::move(nodes), std::move(initializers));
  message.functions = std::move(functions);
  return message;
}

std::vector<NodeMessage> inlined(std::vector<FunctionMessage> functions, std::vector<NodeMessage> nodes) {
  ModelMessage message = with_functions(std::move(functions), std::move(nodes));
  inline_functions(message);
  EXPECT_TRUE(message.functions.empty());
  return message.graph.nodes;
}

std::string refusal(std::vector<FunctionMessage> functions, std::vector<NodeMessage> nodes) {
  return refused([&] { inlined(std::move(functions), std::move(nodes)); });
}

AttributeMessage referring(const std::string& name, const std::string& to) {
  AttributeMessage attribute{.name = name, .kind = AttributeMessage::Kind::real};
  attribute.reference = to;
  return attribute;
}

/// b = Relu(a + a)
FunctionMessage doubled() {
  return function("doubled", {"a"}, {"b"}, {node("Add", {"a", "a"}, {"t"}), node("Relu", {"t"}, {"b"})});
}

TEST(FunctionInlining, ACallBecomesTheNodesOfItsFunction) {
  const auto nodes = inlined({doubled()}, {call("doubled", {"x"}, {"y"})});
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_EQ(nodes[0].op, "Add");
  EXPECT_EQ(nodes[0].domain, "");
  EXPECT_EQ(nodes[0].name, "y_node/t_node");
  EXPECT_EQ(nodes[0].inputs, (Names{"x", "x"}));
  EXPECT_EQ(nodes[0].outputs, Names{"y_node/t"});
  EXPECT_EQ(nodes[1].inputs, Names{"y_node/t"});
  EXPECT_EQ(nodes[1].outputs, Names{"y"});
}

TEST(FunctionInlining, EachCallHasValuesOfItsOwn) {
  NodeMessage first = call("doubled", {"x"}, {"h"}), second = call("doubled", {"h"}, {"y"});
  first.name = second.name = "";  // then the function's name
  const auto nodes = inlined({doubled()}, {first, second});
  EXPECT_EQ(nodes.at(0).outputs, Names{"doubled/t"});
  EXPECT_EQ(nodes.at(2).inputs, (Names{"h", "h"}));
  EXPECT_EQ(nodes.at(2).outputs, Names{"doubled/t_2"});
  EXPECT_EQ(nodes.at(3).inputs, Names{"doubled/t_2"});
}

TEST(FunctionInlining, FunctionsCallFunctions) {
  const auto twice =
      function("twice", {"a"}, {"b"}, {call("doubled", {"a"}, {"half"}), call("doubled", {"half"}, {"b"})});
  const auto nodes = inlined({twice, doubled()}, {call("twice", {"x"}, {"y"})});
  ASSERT_EQ(nodes.size(), 4u);
  EXPECT_EQ(nodes[0].outputs, Names{"y_node/half_node/t"});
  EXPECT_EQ(nodes[1].outputs, Names{"y_node/half"});
  EXPECT_EQ(nodes[2].inputs, (Names{"y_node/half", "y_node/half"}));
  EXPECT_EQ(nodes[3].outputs, Names{"y"});
}

TEST(FunctionInlining, ValuesGivenTwiceAndInputsGivenBack) {
  const auto odd = function("odd", {"a"}, {"b", "b", "a"}, {node("Relu", {"a"}, {"b"})});
  const auto nodes = inlined({odd}, {call("odd", {"x"}, {"y", "z", "w"})});
  ASSERT_EQ(nodes.size(), 3u);
  EXPECT_EQ(nodes[0].outputs, Names{"y"});
  EXPECT_EQ(nodes[1].op, "Identity");
  EXPECT_EQ(nodes[1].inputs, Names{"y"});
  EXPECT_EQ(nodes[1].outputs, Names{"z"});
  EXPECT_EQ(nodes[2].inputs, Names{"x"});
  EXPECT_EQ(nodes[2].outputs, Names{"w"});
}

TEST(FunctionInlining, InputsAndOutputsMayBeAbsent) {
  const auto bounded = function("bounded", {"a", "low", "high"}, {"b", "c"},
                                {node("Clip", {"a", "low", "high"}, {"b"}), node("Relu", {"b"}, {"c"})});
  const auto nodes = inlined({bounded}, {call("bounded", {"x", "", "m"}, {"", "y"})});
  EXPECT_EQ(nodes.at(0).inputs, (Names{"x", "", "m"}));
  EXPECT_EQ(nodes.at(0).outputs, Names{"_node/b"});
  EXPECT_EQ(nodes.at(1).outputs, Names{"y"});
  EXPECT_EQ(inlined({bounded}, {call("bounded", {"x"}, {"y"})}).at(0).inputs, (Names{"x", "", ""}));
}

TEST(FunctionInlining, AttributesComeFromTheCallOrTheDefault) {
  FunctionMessage bent =
      function("bent", {"a"}, {"b"}, {node("LeakyRelu", {"a"}, {"b"}, {referring("alpha", "slope")})});
  const auto alpha = [&](std::vector<AttributeMessage> given) {
    const auto nodes = inlined({bent}, {call("bent", {"x"}, {"y"}, std::move(given))});
    return real_of(nodes.at(0), "alpha", -1);
  };
  bent.attributes = {"slope"};
  EXPECT_EQ(alpha({real_attribute("slope", 0.5f)}), 0.5f);
  EXPECT_EQ(alpha({}), -1);  // absent: the operator's own default
  bent.attributes = {};
  bent.defaults = {real_attribute("slope", 0.25f)};
  EXPECT_EQ(alpha({real_attribute("slope", 0.5f)}), 0.5f);
  EXPECT_EQ(alpha({}), 0.25f);
  bent.defaults = {};
  EXPECT_EQ(
      refusal({bent}, {call("bent", {"x"}, {"y"})}),
      "E0501: function \"d::bent\": a node refers to attribute slope, which neither the function nor the "
      "call has");
  EXPECT_EQ(
      refusal({}, {node("LeakyRelu", {"x"}, {"y"}, {referring("alpha", "slope")})}),
      "E0501: node \"y_node\" (LeakyRelu): attribute alpha refers to one of a function, but is in none");
}

TEST(FunctionInlining, ReferencesReachThroughCalls) {
  FunctionMessage inner =
      function("inner", {"a"}, {"b"}, {node("LeakyRelu", {"a"}, {"b"}, {referring("alpha", "slope")})});
  FunctionMessage outer =
      function("outer", {"a"}, {"b"}, {call("inner", {"a"}, {"b"}, {referring("slope", "steep")})});
  inner.attributes = {"slope"};
  outer.attributes = {"steep"};
  const auto nodes =
      inlined({inner, outer}, {call("outer", {"x"}, {"y"}, {real_attribute("steep", 0.125f)})});
  EXPECT_EQ(real_of(nodes.at(0), "alpha", -1), 0.125f);
}

// Squeeze has its axes as attribute before 13, as input since; ReduceMean the other way round at 18.
TEST(FunctionInlining, NodesAreReadInTheOperatorSetOfTheirFunction) {
  FunctionMessage old =
      function("old", {"a"}, {"b"}, {node("Squeeze", {"a"}, {"b"}, {integers_attribute("axes", {0})})});
  old.opsets = {{"", 11}};
  const Graph from_old = import_model(with_functions({old}, {call("old", {"x"}, {"y"})})).graph;
  EXPECT_EQ(integer_input(from_old, only_node(from_old), 1), std::vector<std::int64_t>{0});
  FunctionMessage newer = function("newer", {"a", "axes"}, {"b"}, {node("ReduceMean", {"a", "axes"}, {"b"})});
  newer.opsets = {{"", 18}, {"d", 1}};
  const Graph from_newer =
      import_model(with_functions({newer}, {call("newer", {"x", "n"}, {"y"})}, {integers("n", {2})})).graph;
  EXPECT_EQ(ints_attribute(only_node(from_newer), "axes", {}), std::vector<std::int64_t>{2});
  newer.opsets = {{"", 99}};
  EXPECT_EQ(
      refused([&] { import_model(with_functions({newer}, {call("newer", {"x"}, {"y"})})); }).substr(0, 5),
      "E0403");
}

TEST(FunctionInlining, OverloadsAreFunctionsOfTheirOwn) {
  FunctionMessage first = doubled(), second = function("doubled", {"a"}, {"b"}, {node("Neg", {"a"}, {"b"})});
  second.overload = "other";
  NodeMessage other = call("doubled", {"x"}, {"y"});
  other.overload = "other";
  EXPECT_EQ(inlined({first, second}, {other}).at(0).op, "Neg");
  EXPECT_EQ(refusal({doubled(), doubled()}, {}), "E0501: function \"d::doubled\" is there twice");
}

// The call gives "t"; the branch within the function has a "t" of its own.
TEST(FunctionInlining, BranchesWithinFunctionsSeeTheFunctionAlone) {
  const auto chosen = function(
      "chosen", {"c", "a"}, {"b"},
      {branching("c", {"b"}, branch({node("Sigmoid", {"a"}, {"t"}), node("Add", {"t", "a"}, {"r"})}, {"r"}),
                 branch({call("doubled", {"a"}, {"r"})}, {"r"}))});
  const auto graph_for = [&](bool condition) {
    return import_model(with_functions({chosen, doubled()},
                                       {node("Neg", {"x"}, {"t"}), call("chosen", {"c", "t"}, {"y"})},
                                       {truth("c", condition)}))
        .graph;
  };
  const Graph sum = graph_for(true);
  EXPECT_EQ(ops_of(sum), (Ops{"Neg", "Sigmoid", "Add"}));
  EXPECT_EQ(sum.nodes[2].inputs, (std::vector<int>{sum.nodes[1].outputs[0], sum.nodes[0].outputs[0]}));
  EXPECT_EQ(ops_of(graph_for(false)), (Ops{"Neg", "Add", "Relu"}));
}

TEST(FunctionInlining, CallsOutOfBranches) {
  const Graph graph =
      import_model(with_functions({doubled()},
                                  {branching("c", {"y"}, branch({call("doubled", {"x"}, {"r"})}, {"r"}),
                                             branch({node("Neg", {"x"}, {"r"})}, {"r"}))},
                                  {truth("c", true)}))
          .graph;
  EXPECT_EQ(ops_of(graph), (Ops{"Add", "Relu"}));
}

TEST(FunctionInlining, WhatAFunctionMustSay) {
  const auto use = call("f", {"x"}, {"y"});
  EXPECT_EQ(refusal({function("f", {"a"}, {"b"}, {node("Relu", {"x"}, {"b"})})}, {use}),
            "E0501: function \"d::f\": reads \"x\", which nothing in it computes");
  EXPECT_EQ(refusal({function("f", {"a"}, {"b"}, {node("Relu", {"a"}, {"t"})})}, {use}),
            "E0501: function \"d::f\": reads \"b\", which nothing in it computes");
  EXPECT_EQ(
      refusal({function("f", {"a"}, {"b"}, {node("Relu", {"a"}, {"b"}), node("Neg", {"a"}, {"b"})})}, {use}),
      "E0501: function \"d::f\": two values are called \"b\"");
  EXPECT_EQ(refusal({function("f", {"a"}, {"b"}, {node("Relu", {"a"}, {"a"})})}, {use}),
            "E0501: function \"d::f\": two values are called \"a\"");
  EXPECT_EQ(
      refusal({doubled()}, {call("doubled", {"x", "x"}, {"y"})}),
      "E0501: node \"y_node\" (doubled): has more inputs or outputs than function \"d::doubled\", which it "
      "calls");
  NodeMessage given = use;
  given.attributes.push_back({.name = "g", .kind = AttributeMessage::Kind::graph, .graph = {GraphMessage{}}});
  EXPECT_EQ(refusal({function("f", {"a"}, {"b"}, {node("Relu", {"a"}, {"b"})})}, {given}),
            "E0507: node \"y_node\" (f): gives a graph to function \"d::f\"");
}

TEST(FunctionInlining, CallsOfFunctionsThatAreNotThere) {
  EXPECT_EQ(
      refused([] { import_model(with_functions({doubled()}, {call("tripled", {"x"}, {"y"})})); }),
      "E0507: node \"y_node\" (tripled): belongs to \"d\", not to ONNX itself, and is no function of the "
      "model");
}

// 2^14 nodes under a name of 4096 bytes: 134 MB.
TEST(FunctionInlining, LongNamesDoNotMultiply) {
  std::vector<NodeMessage> nodes;
  for (int i = 0; i < 1 << 14; ++i) nodes.push_back(node("Relu", {"a"}, {"t" + std::to_string(i)}));
  NodeMessage use = call("wide", {"x"}, {"y"});
  use.name = std::string(4096, 'n');
  EXPECT_EQ(refusal({function("wide", {"a"}, {"t0"}, std::move(nodes))}, {use}),
            "E0507: the functions of the model come to more than 67108864 bytes of names and attributes");
}

}  // namespace
}  // namespace perpixel::onnx
