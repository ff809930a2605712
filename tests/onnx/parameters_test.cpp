#include "onnx/parameters.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

ImportedModel imported(std::vector<NodeMessage> nodes, std::vector<TensorMessage> initializers) {
  return import_model(model(17, std::move(nodes), std::move(initializers)));
}

std::vector<std::string> names(const NamedTensors& tensors) {
  std::vector<std::string> list;
  for (const auto& [name, tensor] : tensors) list.push_back(name);
  return list;
}

TEST(Parameters, WhatLayersLearnAndWhatTheyDoNot) {
  const ImportedModel model =
      imported({node("Conv", {"x", "c.w", "c.b"}, {"a"}), node("Mul", {"a", "factor"}, {"b"}),
                node("Clip", {"b", "low"}, {"y"})},
               {floats("c.w", {4, 4, 1, 1}, std::vector<float>(16, 1)), floats("c.b", {4}, {1, 2, 3, 4}),
                floats("factor", {}, {2}), floats("low", {}, {0})});
  EXPECT_EQ(names(model.weights), (std::vector<std::string>{"c.b", "c.w"}));
  const Parameter* bias = model.graph.find_parameter("c.b");
  ASSERT_TRUE(bias);
  EXPECT_EQ(bias->shape, Shape{4});
  EXPECT_FALSE(bias->is_statistic);
  EXPECT_EQ(model.weights.at("c.b").floats()[3], 4);
  EXPECT_EQ(real_input(model.graph, model.graph.nodes[1], 1), std::vector<float>{2});
}

TEST(Parameters, RunningMeansAndVariancesAreStatistics) {
  const ImportedModel model = imported({node("BatchNormalization", {"x", "s", "b", "m", "v"}, {"y"})},
                                       {floats("s", {4}, {1, 1, 1, 1}), floats("b", {4}, {0, 0, 0, 0}),
                                        floats("m", {4}, {0, 0, 0, 0}), floats("v", {4}, {1, 1, 1, 1})});
  for (const auto& [name, is_statistic] : {std::pair{"s", false}, {"b", false}, {"m", true}, {"v", true}})
    EXPECT_EQ(model.graph.find_parameter(name)->is_statistic, is_statistic) << name;
}

// An untrained network's ones serve as weight and variance: training the one must not touch the other.
TEST(Parameters, ATensorInTwoRolesBecomesTwo) {
  const ImportedModel model =
      imported({node("BatchNormalization", {"x", "ones", "zeros", "zeros", "ones"}, {"y"})},
               {floats("ones", {4}, {1, 1, 1, 1}), floats("zeros", {4}, {0, 0, 0, 0})});
  EXPECT_EQ(names(model.weights),
            (std::vector<std::string>{"ones", "ones.statistic", "zeros", "zeros.statistic"}));
  EXPECT_TRUE(model.graph.find_parameter("ones.statistic")->is_statistic);
  EXPECT_FALSE(model.graph.find_parameter("ones")->is_statistic);
  EXPECT_NO_THROW(check_graph(model.graph));
}

TEST(Parameters, SharedWeightsStayShared) {
  const ImportedModel model = imported({node("Conv", {"x", "w"}, {"a"}), node("Conv", {"a", "w"}, {"y"})},
                                       {floats("w", {4, 4, 1, 1}, std::vector<float>(16, 1))});
  EXPECT_EQ(model.graph.parameters.size(), 1u);
  EXPECT_EQ(model.graph.nodes[0].inputs[1], model.graph.nodes[1].inputs[1]);
}

TEST(Parameters, AWeightThatIsAnOutputTooStaysAConstant) {
  ModelMessage message =
      model(17, {node("Conv", {"x", "w"}, {"y"})}, {floats("w", {4, 4, 1, 1}, std::vector<float>(16, 1))});
  message.graph.outputs.push_back({.name = "w"});
  EXPECT_EQ(names(import_model(message).weights), std::vector<std::string>{"w.learned"});
}

TEST(Parameters, TheSumBehindAProductIsABias) {
  const ImportedModel model = imported({node("MatMul", {"x", "w"}, {"a"}), node("Add", {"bias", "a"}, {"b"}),
                                        node("Add", {"b", "offset"}, {"y"})},
                                       {floats("w", {4, 2}, std::vector<float>(8, 1)),
                                        floats("bias", {2}, {1, 2}), floats("offset", {2}, {1, 2})});
  EXPECT_EQ(names(model.weights), (std::vector<std::string>{"bias", "w"}));
}

TEST(Parameters, IntegersAreNotLearned) {
  const ImportedModel model =
      imported({node("MatMul", {"i", "j"}, {"y"})}, {integers("i", {1, 2}), integers("j", {3, 4})});
  EXPECT_TRUE(model.weights.empty());
}

}  // namespace
}  // namespace perpixel::onnx
