#include "train/weight_average.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "graph/layers.h"

namespace perpixel {
namespace {

Network network_at(float value) {
  Graph graph{.name = "main"};
  output(conv(input(graph, "data", 1), 1, 1, "score", {.bias = false}), "score");
  return Network(graph, {{"score.weight", Tensor::filled({1, 1, 1, 1}, value)}}, at::kCPU);
}

float only(const NamedTensors& weights) { return weights.at("score.weight").floats()[0]; }

// By hand: at update 0 the decay is min(0.5, 1/10) = 0.1: 0.1 * 1 + 0.9 * 3 = 2.8; at update 100 it is 0.5.
TEST(WeightAverage, MovesTowardsTheWeights) {
  const Network start = network_at(1);
  WeightAverage average(start, 0.5);
  const Network later = network_at(3);
  average.update(later, 0);
  EXPECT_NEAR(only(average.weights(later)), 2.8f, 1e-6);
  average.update(later, 100);
  EXPECT_NEAR(only(average.weights(later)), 2.9f, 1e-6);
}

// Property: swapping twice changes nothing.
TEST(WeightAverage, SwapTwiceIsNothing) {
  Network network = network_at(1);
  WeightAverage average(network, 0.5);
  average.update(network_at(5), 0);
  const float averaged = only(average.weights(network));
  average.swap(network);
  EXPECT_EQ(only(network.weights()), averaged);
  EXPECT_EQ(only(average.weights(network)), 1);
  average.swap(network);
  EXPECT_EQ(only(network.weights()), 1);
  EXPECT_EQ(only(average.weights(network)), averaged);
}

TEST(WeightAverage, StateWithoutAveragesIsRefused) {
  const Network network = network_at(1);
  WeightAverage average(network, 0.5);
  EXPECT_THROW(average.load(network, {}), Error);
}

}  // namespace
}  // namespace perpixel
