#include "onnx/function_growth.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

/// f0 has two Relu, each next one calls the one before `calls` times.
std::vector<FunctionMessage> tower(int floors, int calls) {
  std::vector<FunctionMessage> functions{
      function("f0", {"a"}, {"b"}, {node("Relu", {"a"}, {"t"}), node("Relu", {"t"}, {"b"})})};
  for (int floor = 1; floor < floors; ++floor) {
    std::vector<NodeMessage> nodes;
    for (int i = 0; i < calls; ++i)
      nodes.push_back(call("f" + std::to_string(floor - 1), {i ? "t" + std::to_string(i - 1) : "a"},
                           {i + 1 < calls ? "t" + std::to_string(i) : "b"}));
    functions.push_back(function("f" + std::to_string(floor), {"a"}, {"b"}, std::move(nodes)));
  }
  return functions;
}

std::string refusal(const std::vector<FunctionMessage>& functions) {
  const GraphMessage graph = branch({call(functions.back().name, {"x"}, {"y"})}, {"y"});
  return refused([&] { require_bounded_growth(graph, FunctionTable(functions)); });
}

// 2^30 nodes in 30 functions: each is looked at once.
TEST(FunctionGrowth, FunctionsThatDoubleAreRefusedBeforeAnyIsWrittenOut) {
  EXPECT_EQ(refusal(tower(30, 2)),
            "E0507: the functions of the model come to more than 1048576 nodes, names and attributes");
  EXPECT_EQ(refusal(tower(10, 2)), "");
}

TEST(FunctionGrowth, CallsThatGiveNothingCountToo) {
  std::vector<FunctionMessage> functions = tower(30, 2);
  functions[0].nodes.clear();
  EXPECT_NE(refusal(functions), "");
}

TEST(FunctionGrowth, FunctionsThatCallThemselves) {
  EXPECT_EQ(refusal({function("f", {"a"}, {"b"}, {call("f", {"a"}, {"b"})})}),
            "E0501: function \"d::f\" calls itself");
  EXPECT_EQ(refusal({function("g", {"a"}, {"b"}, {call("f", {"a"}, {"b"})}),
                     function("f", {"a"}, {"b"}, {call("g", {"a"}, {"b"})})}),
            "E0501: function \"d::f\" calls itself");
  // also out of a branch
  EXPECT_NE(refusal({function(
                "f", {"a"}, {"b"},
                {branching("a", {"b"}, branch({call("f", {"a"}, {"c"})}, {"c"}), branch({}, {"a"}))})}),
            "");
}

TEST(FunctionGrowth, CallsAreAtMost32Deep) {
  EXPECT_EQ(refusal(tower(32, 1)), "");
  EXPECT_EQ(refusal(tower(33, 1)), "E0507: functions call functions more than 32 deep");
  EXPECT_NE(refusal(tower(20'000, 1)), "");  // no recursion
}

// f0 is known when the tower's top is reached: its height counts all the same.
TEST(FunctionGrowth, HeightsOfKnownFunctionsCount) {
  const std::vector<FunctionMessage> functions = tower(33, 1);
  std::vector<NodeMessage> calls;
  for (const FunctionMessage& one : functions) calls.push_back(call(one.name, {"x"}, {one.name}));
  EXPECT_NE(refused([&] { require_bounded_growth(branch(calls, {}), FunctionTable(functions)); }), "");
}

}  // namespace
}  // namespace perpixel::onnx
