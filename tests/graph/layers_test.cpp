#include "graph/layers.h"

#include <gtest/gtest.h>

#include "graph/shape_inference.h"
#include "runtime/error_of.h"

namespace perpixel {
namespace {

TEST(Layers, ConvMakesItsParameters) {
  Graph graph;
  const Value y = conv(input(graph, "x", 6), 8, 3, "conv", {.group = 2, .lr_mult = 10});
  EXPECT_EQ(y.channels(), 8);
  const Parameter& weight = *graph.find_parameter("conv.weight");
  const Parameter& bias = *graph.find_parameter("conv.bias");
  EXPECT_EQ(weight.shape, (Shape{8, 3, 3, 3}));
  EXPECT_EQ(weight.lr_mult, 10);
  EXPECT_EQ(bias.shape, Shape{8});
  EXPECT_EQ(bias.lr_mult, 20);  // Caffe's VGG family
  EXPECT_EQ(bias.decay_mult, 0);
}

// Same padding: odd kernels at any dilation keep the size at stride 1.
TEST(Layers, SamePaddingKeepsTheSize) {
  for (const int kernel : {1, 3, 5, 7})
    for (const int dilation : {1, 2, 4}) {
      Graph graph;
      const Value y = conv(input(graph, "x", 1), 1, kernel, "conv", {.dilation = dilation});
      output(y, "y");
      EXPECT_EQ(infer_shapes(graph, {{"x", {1, 1, 13, 10}}})[static_cast<std::size_t>(y.id)],
                (Shape{1, 1, 13, 10}));
    }
}

TEST(Layers, BatchNormKeepsOnnxsMomentum) {
  Graph graph;
  batch_norm(input(graph, "x", 6), "bn", {.epsilon = 1e-3f, .momentum = 0.25f, .shift = 0.5f});
  EXPECT_FLOAT_EQ(float_attribute(graph.nodes[0], "momentum", 0), 0.75f);  // 1 - PyTorch's
  EXPECT_TRUE(graph.find_parameter("bn.running_mean")->is_statistic);
  EXPECT_FALSE(graph.find_parameter("bn.weight")->is_statistic);
  EXPECT_EQ(graph.find_parameter("bn.bias")->init.value, 0.5f);
}

TEST(Layers, ConcatAddsChannelsAndAddChecksThem) {
  Graph graph;
  const Value a = input(graph, "a", 2), b = input(graph, "b", 3);
  EXPECT_EQ(concat({a, b, a}, "c").channels(), 7);
  EXPECT_TRUE(mentions(error_of([&] { add(a, b, "sum"); }), "node \"sum\" (Add): 2 and 3 channels"));
}

TEST(Layers, NamelessLayersGetUniqueNames) {
  Graph graph;
  Value x = input(graph, "x", 2);
  for (int i = 0; i < 3; ++i) x = relu(x);
  output(x, "y");
  EXPECT_NO_THROW(check_graph(graph));
}

}  // namespace
}  // namespace perpixel
