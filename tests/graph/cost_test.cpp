#include "graph/cost.h"

#include <gtest/gtest.h>

#include "graph/layers.h"

namespace perpixel {
namespace {

// By hand for x [1, 3, 8, 8]: conv 5 maps of 3x3: 5 * 64 outputs, 27 multiply-adds each, 140 parameters; pool
// to 4x4; transposed 5 -> 2, 4x4 kernel: 5 * 16 inputs * 2 * 16; dense 128 -> 10.
TEST(GraphCost, ByHand) {
  Graph graph{.name = "test"};
  Value x = conv(input(graph, "x", 3), 5, 3, "conv");
  x = conv_transpose(max_pool(x, 2, 2, "pool"), 2, 4, "up", {.stride = 2, .pad = 1});
  output(dense(flatten(x, "flat"), 128, 10, "fc"), "y");
  const GraphCost cost = graph_cost(graph, {{"x", {1, 3, 8, 8}}});
  ASSERT_EQ(cost.nodes.size(), 5u);
  EXPECT_EQ(cost.nodes[0].multiply_adds, 5 * 64 * 27);
  EXPECT_EQ(cost.nodes[0].parameters, 140);
  EXPECT_EQ(cost.nodes[0].output_bytes, 4 * 5 * 64);
  EXPECT_EQ(cost.nodes[1].multiply_adds, 0);
  EXPECT_EQ(cost.nodes[1].output, (Shape{1, 5, 4, 4}));
  EXPECT_EQ(cost.nodes[2].multiply_adds, 5 * 16 * 2 * 16);
  EXPECT_EQ(cost.nodes[4].multiply_adds, 1280);
  EXPECT_EQ(cost.multiply_adds, 8640 + 2560 + 1280);
  EXPECT_EQ(cost.parameters, 140 + 160 + 1290);
  EXPECT_EQ(cost.activation_bytes, 4 * (320 + 80 + 128 + 128 + 10));
  EXPECT_EQ(cost.peak_activation_bytes, 4 * (320 + 80));
}

// By hand: a skip keeps its source alive until the sum.
TEST(GraphCost, PeakCountsWhatASkipHolds) {
  Graph graph{.name = "test"};
  const Value a = relu(input(graph, "x", 1), "a");
  output(add(relu(relu(a, "b"), "c"), a, "sum"), "y");
  EXPECT_EQ(graph_cost(graph, {{"x", {1, 1, 2, 5}}}).peak_activation_bytes, 4 * 3 * 10);
}

// Property: cost of a fully convolutional net grows with the number of pictures.
TEST(GraphCost, ScalesWithTheBatch) {
  Graph graph{.name = "test"};
  output(local_response_norm(conv(input(graph, "x", 2), 4, 3, "c"), 5, 1, 1, "n"), "y");
  const GraphCost one = graph_cost(graph, {{"x", {1, 2, 9, 9}}}),
                  three = graph_cost(graph, {{"x", {3, 2, 9, 9}}});
  EXPECT_EQ(three.multiply_adds, 3 * one.multiply_adds);
  EXPECT_EQ(three.activation_bytes, 3 * one.activation_bytes);
  EXPECT_EQ(three.parameters, one.parameters);
}

}  // namespace
}  // namespace perpixel
