#include "weights/match.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "graph/layers.h"

namespace perpixel {
namespace {

Graph net(int classes) {
  Graph graph{.name = "main"};
  const Value x = input(graph, "image", 3);
  const Value fc6 = relu(conv(conv(x, 8, 3, "conv1"), 16, 2, "fc6"), "relu6");
  output(conv_transpose(conv(fc6, classes, 1, "score"), classes, 4, "upscore"), "score");
  return graph;
}

NamedTensors weights_for(const Graph& graph) {
  NamedTensors weights;
  float value = 0;
  for (const Parameter& parameter : graph.parameters)
    weights[parameter.name] = Tensor::filled(parameter.shape, ++value);
  return weights;
}

Error error_of(const WeightMatch& match) {
  try {
    require_complete(match, "net.safetensors");
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::not_built, "no error");
}

TEST(MatchWeights, AFileOfTheSameModelIsComplete) {
  const Graph graph = net(5);
  const WeightMatch match = match_weights(graph, weights_for(graph));
  EXPECT_TRUE(match.complete());
  EXPECT_EQ(match.matched.size(), graph.parameters.size());
  EXPECT_NO_THROW(require_complete(match, "net.safetensors"));
}

TEST(MatchWeights, OtherNumberTypesBecomeF32) {
  const Graph graph = net(5);
  NamedTensors weights = weights_for(graph);
  weights["conv1.bias"] = Tensor::from_ints({8}, {1, 2, 3, 4, 5, 6, 7, 8});
  const Tensor bias = match_weights(graph, weights).matched.at("conv1.bias");
  EXPECT_EQ(bias.dtype(), DType::f32);
  EXPECT_EQ(bias.floats()[7], 8);
}

// FCN's net surgery: fc6 of a classifier is [16, 8 * 2 * 2]; the same numbers in the same order.
TEST(MatchWeights, DenseWeightsBecomeConvolutions) {
  const Graph graph = net(5);
  NamedTensors weights = weights_for(graph);
  Tensor dense({16, 32});
  for (std::size_t i = 0; i < 512; ++i) dense.floats()[i] = static_cast<float>(i);
  weights["fc6.weight"] = dense;
  const WeightMatch match = match_weights(graph, weights);
  EXPECT_TRUE(match.complete());
  EXPECT_EQ(match.reshaped, std::vector<std::string>{"fc6.weight: file [16, 32], graph [16, 8, 2, 2]"});
  EXPECT_EQ(match.matched.at("fc6.weight").shape(), (Shape{16, 8, 2, 2}));
  EXPECT_EQ(match.matched.at("fc6.weight").floats()[37], 37);
  EXPECT_FALSE(match_weights(graph, weights, false).complete());
}

TEST(MatchWeights, EveryDifferenceIsListedWithTheNearestName) {
  const Graph graph = net(5);
  NamedTensors weights = weights_for(graph);
  weights["conv1.weights"] = weights.extract("conv1.weight").mapped();
  weights["fc6.weight"] = Tensor::zeros({16, 4, 2, 2});
  const WeightMatch match = match_weights(graph, weights);
  EXPECT_EQ(match.missing, std::vector<std::string>{"conv1.weight"});
  EXPECT_EQ(match.unexpected, std::vector<std::string>{"conv1.weights"});
  const Error error = error_of(match);
  EXPECT_EQ(error.code(), ErrorCode::weights_mismatch);
  EXPECT_STREQ(
      error.what(),
      "net.safetensors does not fit the model: missing: conv1.weight; not in the model: conv1.weights; "
      "of another shape: fc6.weight: file [16, 4, 2, 2], graph [16, 8, 2, 2]");
  EXPECT_EQ(error.hint(), "conv1.weight may be the file's conv1.weights");
}

TEST(MatchWeights, LongListsAreCut) {
  const Graph graph = net(5);
  const Error error = error_of(match_weights(graph, {}));
  EXPECT_STREQ(
      error.what(),
      "net.safetensors does not fit the model: missing: conv1.weight, conv1.bias, fc6.weight, fc6.bias, "
      "score.weight, ... (7 in all)");
}

// Only what counts classes differs: score [K, 16, 1, 1], its bias [K], upscore [K, K, 4, 4].
TEST(MatchWeights, AnotherClassCountIsNamedAsSuch) {
  const WeightMatch match = match_weights(net(11), weights_for(net(21)));
  ASSERT_TRUE(match.class_counts);
  const Error error = error_of(match);
  EXPECT_EQ(error.code(), ErrorCode::class_count);
  EXPECT_EQ(std::string(error.what())
                .rfind("net.safetensors: the weights tell 21 classes apart, the model 11 (score.weight", 0),
            0u);
  EXPECT_NE(error.hint().find("21 classes"), std::string::npos);
}

// Another width differs on first axes too, but not to one pair of numbers.
TEST(MatchWeights, AnotherWidthIsNoClassCount) {
  NamedTensors weights = weights_for(net(5));
  weights["conv1.weight"] = Tensor::zeros({4, 3, 3, 3});
  weights["conv1.bias"] = Tensor::zeros({4});
  weights["fc6.weight"] = Tensor::zeros({16, 4, 2, 2});
  const WeightMatch match = match_weights(net(5), weights);
  EXPECT_FALSE(match.class_counts);
  EXPECT_EQ(error_of(match).code(), ErrorCode::weights_mismatch);
}

// Caffe stores the bilinear upsampling of C classes densely, [C, C, k, k], zero between different ones.
TEST(MatchWeights, DiagonalUpsamplingIsTakenByGroups) {
  Graph graph{.name = "main"};
  output(conv_transpose(input(graph, "x", 2), 2, 2, "upscore", {.group = 2}), "score");
  ASSERT_EQ(graph.find_parameter("upscore.weight")->shape, (Shape{2, 1, 2, 2}));
  Tensor dense = Tensor::from({2, 2, 2, 2}, {1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8});
  const WeightMatch match = match_weights(graph, {{"upscore.weight", dense}});
  ASSERT_TRUE(match.complete());
  const Tensor& taken = match.matched.at("upscore.weight");
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(taken.floats()[i], static_cast<float>(i + 1));
  dense.floats()[5] = 1;  // classes that mix are another layer
  EXPECT_EQ(match_weights(graph, {{"upscore.weight", dense}}).wrong_shape.size(), 1u);
}

TEST(MatchWeights, AxesOfSizeOneDoNotMatter) {
  const Graph graph = net(5);
  NamedTensors weights = weights_for(graph);
  weights["conv1.bias"] = weights["conv1.bias"].reshaped({1, 1, 1, 8});
  const WeightMatch match = match_weights(graph, weights);
  EXPECT_TRUE(match.complete());
  EXPECT_EQ(match.matched.at("conv1.bias").shape(), (Shape{8}));
  EXPECT_EQ(match.reshaped.size(), 1u);
}

TEST(MatchWeights, NearestNameOfAMissingOne) {
  const Graph graph = net(5);
  NamedTensors weights = weights_for(graph);
  weights["fc6.wieght"] = weights.at("fc6.weight");
  weights.erase("fc6.weight");
  const WeightMatch match = match_weights(graph, weights);
  EXPECT_EQ(nearest_unexpected(match, match.missing.at(0)), "fc6.wieght");
}

}  // namespace
}  // namespace perpixel
