#include "graph/batch_norm_folding.h"

#include <gtest/gtest.h>

#include <limits>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

std::vector<std::string> nodes_of(const Graph& graph) {
  std::vector<std::string> names;
  for (const Node& node : graph.nodes) names.push_back(node.name);
  return names;
}

Tensor one(float value) { return Tensor::from({1}, {value}); }

/// Statistics of the normalisation "bn" of one channel: factor 3 / sqrt(0.25) = 6, mean 0.5, beta 0.25.
NamedTensors six_times() {
  return {{"bn.weight", one(3)},
          {"bn.bias", one(0.25f)},
          {"bn.running_mean", one(0.5f)},
          {"bn.running_var", one(0.25f)}};
}

/// `count` normalisations fold, and the outputs stay what they were.
FoldedGraph expect_folds(const Graph& graph, int count, const Shape& x, const NamedTensors& weights) {
  FoldedGraph folded = fold_batch_norm(graph, weights);
  EXPECT_EQ(folded.folded, count);
  EXPECT_EQ(folded.graph.nodes.size() + static_cast<std::size_t>(count), live_nodes(graph, false).size());
  EXPECT_NO_THROW(check_graph(folded.graph));
  for (const Parameter& parameter : folded.graph.parameters)
    EXPECT_EQ(folded.weights.at(parameter.name).shape(), parameter.shape) << parameter.name;
  EXPECT_EQ(folded.weights.size(), folded.graph.parameters.size());
  const Tensor picture = random_tensor(x, 5);
  const Tensor plain = run_graph(graph, weights, picture);
  float largest = 0;
  for (const float value : plain.floats()) largest = std::max(largest, std::abs(value));
  EXPECT_GT(largest, 0);
  EXPECT_LE(max_difference(run_graph(folded.graph, folded.weights, picture), plain), 1e-5f * largest);
  return folded;
}

FoldedGraph expect_folds(const Graph& graph, int count, const Shape& x = {2, 4, 7, 9}) {
  return expect_folds(graph, count, x, random_weights(graph));
}

/// Four channels in; a convolution "conv" to six.
Value six(Value x) { return conv(x, 6, 3, "conv"); }

// By hand: w = 2, b = 1 -> w' = 2 * 6 = 12, b' = (1 - 0.5) * 6 + 0.25 = 3.25.
TEST(BatchNormFolding, ByHand) {
  const Graph graph =
      graph_of(1, [](Value x) { return batch_norm(conv(x, 1, 1, "conv"), "bn", {.epsilon = 0}); });
  NamedTensors weights = six_times();
  weights["conv.weight"] = Tensor::from({1, 1, 1, 1}, {2});
  weights["conv.bias"] = one(1);
  const FoldedGraph folded = fold_batch_norm(graph, weights);
  EXPECT_EQ(folded.weights.at("conv.weight").floats()[0], 12);
  EXPECT_EQ(folded.weights.at("conv.bias").floats()[0], 3.25f);
  EXPECT_EQ(weights.at("conv.weight").floats()[0], 2);  // the caller's numbers stay
}

// By hand: no bias -> b' = (0 - 0.5) * 6 + 0.25 = -2.75.
TEST(BatchNormFolding, ALayerWithoutBiasGetsOne) {
  const Graph graph = graph_of(
      1, [](Value x) { return batch_norm(conv(x, 1, 1, "conv", {.bias = false}), "bn", {.epsilon = 0}); });
  NamedTensors weights = six_times();
  weights["conv.weight"] = Tensor::from({1, 1, 1, 1}, {2});
  const FoldedGraph folded = fold_batch_norm(graph, weights);
  EXPECT_EQ(folded.weights.at("conv.bias").floats()[0], -2.75f);
  EXPECT_EQ(folded.graph.find_parameter("conv.bias")->shape, Shape{1});
}

// By hand: weight [I, O / group, 1, 1] with two groups; inputs 0 and 1 lead to output 0, 2 and 3 to output 1.
TEST(BatchNormFolding, GroupsOfATransposedConvolution) {
  const Graph graph = graph_of(4, [](Value x) {
    return batch_norm(conv_transpose(x, 2, 1, "up", {.stride = 1, .group = 2}), "bn", {.epsilon = 0});
  });
  const NamedTensors weights{{"up.weight", Tensor::from({4, 1, 1, 1}, {1, 2, 3, 4})},
                             {"bn.weight", Tensor::from({2}, {10, 100})},
                             {"bn.bias", Tensor::zeros({2})},
                             {"bn.running_mean", Tensor::zeros({2})},
                             {"bn.running_var", Tensor::filled({2}, 1)}};
  EXPECT_EQ(values(fold_batch_norm(graph, weights).weights.at("up.weight")),
            (std::vector<float>{10, 20, 300, 400}));
}

TEST(BatchNormFolding, ConvolutionsOfEveryForm) {
  for (const bool bias : {true, false})
    for (const int group : {1, 2}) {
      expect_folds(graph_of(4,
                            [&](Value x) {
                              return relu(batch_norm(
                                  conv(x, 6, 3, "conv", {.stride = 2, .group = group, .bias = bias}), "bn"));
                            }),
                   1);
      expect_folds(graph_of(4,
                            [&](Value x) {
                              return batch_norm(
                                  conv_transpose(x, 6, 4, "up", {.pad = 1, .group = group, .bias = bias}),
                                  "bn");
                            }),
                   1);
    }
  expect_folds(graph_of(4, [](Value x) { return batch_norm(conv(x, 4, 3, "conv", {.group = 4}), "bn"); }), 1);
}

TEST(BatchNormFolding, DenseLayers) {
  const Graph graph =
      graph_of(4, [](Value x) { return batch_norm(dense(flatten(x, "flat"), 4 * 3 * 2, 5, "fc"), "bn"); });
  expect_folds(graph, 1, {3, 4, 3, 2});
}

/// y = bn(alpha x W + beta bias) with W [24, 5], and a bias of the given shape where it has any.
Graph general_gemm(const Shape& bias) {
  return graph_of(4, [&](Value x) {
    Graph& graph = *x.graph;
    std::vector<int> inputs{flatten(x, "flat").id,
                            graph.add_parameter({.name = "fc.weight", .shape = {24, 5}})};
    if (!bias.empty()) inputs.push_back(graph.add_parameter({.name = "fc.bias", .shape = bias}));
    const int product = graph.add_node("Gemm", "fc", inputs, {{"alpha", 0.5f}, {"beta", 2.f}}, 5);
    return batch_norm({&graph, product}, "bn");
  });
}

TEST(BatchNormFolding, GemmWithItsFactors) {
  for (const Shape& bias : {Shape{}, Shape{5}, Shape{1, 5}}) {
    const FoldedGraph folded = expect_folds(general_gemm(bias), 1, {3, 4, 3, 2});
    EXPECT_TRUE(folded.graph.nodes[1].attributes.empty());
  }
  expect_folds(general_gemm({1}), 0, {3, 4, 3, 2});  // one number for five channels
}

TEST(BatchNormFolding, OneAfterTheOther) {
  const FoldedGraph folded =
      expect_folds(graph_of(4, [](Value x) { return batch_norm(batch_norm(six(x), "bn1"), "bn2"); }), 2);
  EXPECT_EQ(folded.graph.outputs[0].value, folded.graph.find_value("bn2"));
}

TEST(BatchNormFolding, NamesStayAndTheLayerComputesTheNormalisedValue) {
  const Graph graph = graph_of(4, [](Value x) {
    return conv(relu(batch_norm(conv(x, 6, 3, "first", {.bias = false}), "bn"), "relu"), 2, 1, "last");
  });
  const NamedTensors weights = random_weights(graph);
  const FoldedGraph folded = expect_folds(graph, 1, {1, 4, 5, 5}, weights);
  EXPECT_EQ(folded.graph.name, "test");
  EXPECT_EQ(nodes_of(folded.graph), (std::vector<std::string>{"first", "relu", "last"}));
  EXPECT_EQ(folded.graph.nodes[0].outputs[0], folded.graph.find_value("bn"));
  EXPECT_EQ(folded.graph.find_value("first"), -1);
  EXPECT_EQ(folded.graph.find_parameter("bn.running_mean"), nullptr);
  EXPECT_EQ(folded.weights.at("last.weight").data(), weights.at("last.weight").data());  // not copied
}

TEST(BatchNormFolding, TheNewBiasHasANameOfItsOwn) {
  const Graph graph = graph_of(4, [](Value x) {
    const int taken = x.graph->add_constant("conv.bias", Tensor::filled({1}, 0.5f));
    x = {x.graph, x.graph->add_node("Mul", "halved", {x.id, taken}, {}, 4)};
    return batch_norm(conv(x, 6, 3, "conv", {.bias = false}), "bn");
  });
  EXPECT_NE(expect_folds(graph, 1).graph.find_parameter("conv.bias'"), nullptr);
}

TEST(BatchNormFolding, NegativeAndZeroFactors) {
  const Graph graph = graph_of(4, [](Value x) { return batch_norm(six(x), "bn"); });
  NamedTensors weights = random_weights(graph);
  weights["bn.weight"] = Tensor::from({6}, {-2, 0, 1, -0.5f, 0, 3});
  expect_folds(graph, 1, {1, 4, 7, 9}, weights);
}

TEST(BatchNormFolding, WeightsThatAreConstants) {
  const Graph graph = graph_of(4, [](Value x) {
    const int weight = x.graph->add_constant("w", random_tensor({6, 4, 3, 3}, 3));
    const int product = x.graph->add_node("Conv", "conv", {x.id, weight}, {}, 6);
    return batch_norm({x.graph, product}, "bn");
  });
  const FoldedGraph folded = expect_folds(graph, 1);
  EXPECT_TRUE(folded.graph.values[static_cast<std::size_t>(folded.graph.find_value("w"))].constant);
  EXPECT_NE(folded.graph.find_parameter("w.bias"), nullptr);
}

TEST(BatchNormFolding, HeadsOfTrainingReadNothing) {
  Graph graph{.name = "test"};
  const Value c = six(input(graph, "x", 4));
  output(conv(c, 2, 1, "aux"), "auxiliary", true);
  output(batch_norm(c, "bn"), "y");
  EXPECT_EQ(nodes_of(expect_folds(graph, 1).graph), std::vector<std::string>{"conv"});
}

TEST(BatchNormFolding, NotWhenSomebodyElseReadsTheLayer) {
  expect_folds(graph_of(4,
                        [](Value x) {
                          const Value c = six(x);
                          return add(batch_norm(c, "bn"), c, "sum");
                        }),
               0);
  Graph graph{.name = "test"};
  const Value c = six(input(graph, "x", 4));
  output(batch_norm(c, "bn"), "y");
  output(c, "raw");
  expect_folds(graph, 0);
}

/// Two convolutions, each with a normalisation behind it; the second reads one input of the first.
Graph sharing(std::size_t input) {
  return graph_of(4, [&](Value x) {
    const Value a = batch_norm(conv(x, 4, 3, "a"), "bn_a");
    const Value b = conv(a, 4, 3, "b");
    Graph& graph = *x.graph;
    graph.nodes.back().inputs[input] = graph.nodes.front().inputs[input];
    return batch_norm(b, "bn_b");
  });
}

TEST(BatchNormFolding, NotWhenWeightOrBiasIsShared) {
  expect_folds(sharing(1), 0);
  expect_folds(sharing(2), 0);
}

TEST(BatchNormFolding, SharedStatisticsAreOnlyRead) {
  Graph graph = graph_of(
      4, [](Value x) { return batch_norm(conv(batch_norm(conv(x, 4, 3, "a"), "bn"), 4, 3, "b"), "bn_b"); });
  for (std::size_t i = 1; i < 5; ++i) graph.nodes[3].inputs[i] = graph.nodes[1].inputs[i];
  expect_folds(graph, 2);
}

TEST(BatchNormFolding, NotBehindAnotherOperation) {
  expect_folds(graph_of(4, [](Value x) { return batch_norm(relu(six(x)), "bn"); }), 0);
  expect_folds(graph_of(4, [](Value x) { return six(batch_norm(x, "bn")); }), 0);
  expect_folds(graph_of(4, [](Value x) { return batch_norm(max_pool(six(x), 2, 2, "pool"), "bn"); }), 0);
}

// With weights from outside: here Session says what is wrong, not the rewriting.
TEST(BatchNormFolding, WithoutNumbersTheNodeStays) {
  const Graph graph = graph_of(4, [](Value x) { return batch_norm(six(x), "bn"); });
  for (const char* name : {"conv.weight", "conv.bias", "bn.weight", "bn.running_var"}) {
    NamedTensors weights = random_weights(graph);
    weights.erase(name);
    EXPECT_EQ(fold_batch_norm(graph, weights).folded, 0) << name;
    weights[name] = Tensor::zeros({2});
    EXPECT_EQ(fold_batch_norm(graph, weights).folded, 0) << name;
    EXPECT_EQ(fold_batch_norm(graph, weights).graph.nodes.size(), 2u) << name;
  }
}

TEST(BatchNormFolding, NotWithNumbersThatAreNone) {
  const Graph graph = graph_of(4, [](Value x) { return batch_norm(six(x), "bn", {.epsilon = 0.25f}); });
  const auto folds = [&](const char* name, float value) {
    NamedTensors weights = random_weights(graph);
    weights.at(name).floats()[2] = value;
    return fold_batch_norm(graph, weights).folded == 1;
  };
  const float infinite = std::numeric_limits<float>::infinity(), none = std::nanf("");
  EXPECT_TRUE(folds("bn.running_var", -0.2f));
  for (const float variance : {-0.25f, -1.f, infinite, none}) EXPECT_FALSE(folds("bn.running_var", variance));
  EXPECT_FALSE(folds("bn.running_mean", infinite));
  EXPECT_FALSE(folds("bn.weight", none));
  EXPECT_FALSE(folds("conv.weight", infinite));
  NamedTensors weights = random_weights(graph);
  weights["conv.weight"] = Tensor::filled({6, 4, 3, 3}, 1e30f);
  weights["bn.weight"] = Tensor::filled({6}, 1e30f);  // the product is no f32
  EXPECT_EQ(fold_batch_norm(graph, weights).folded, 0);
}

TEST(BatchNormFolding, NotWhenItNormalisesByTheBatch) {
  Graph graph = graph_of(4, [](Value x) { return batch_norm(six(x), "bn"); });
  graph.nodes.back().attributes["training_mode"] = std::int64_t{1};
  EXPECT_EQ(fold_batch_norm(graph, random_weights(graph)).folded, 0);
}

TEST(BatchNormFolding, BrokenGraphsAreRefused) {
  Graph graph = graph_of(4, six);
  graph.nodes[0].inputs[1] = 99;
  EXPECT_TRUE(mentions(error_of([&] { fold_batch_norm(graph, {}); }), "input 99 does not exist"));
}

}  // namespace
}  // namespace perpixel
