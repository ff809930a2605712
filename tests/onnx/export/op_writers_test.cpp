#include "onnx/export/op_writers.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "onnx/exported.h"

namespace perpixel {
namespace {

using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

TEST(OpWriters, ConvolutionsKeepTheirAttributes) {
  const ReadModel read = exported_layer([](Value x) {
    return conv_transpose(conv(x, 6, 3, "conv", {.dilation = 2, .group = 2}), 6, 4, "up",
                          {.stride = 2, .pad = 1, .output_padding = 1, .group = 6});
  });
  const ReadNode& conv = read.node("Conv");
  EXPECT_EQ(conv.inputs, (Texts{"data", "conv.weight", "conv.bias"}));
  EXPECT_EQ(conv.attributes.at("dilations").integers, (Integers{2, 2}));
  EXPECT_EQ(conv.attributes.at("pads").integers, (Integers{2, 2, 2, 2}));
  EXPECT_EQ(conv.attributes.at("group").integer, 2);
  const ReadNode& up = read.node("ConvTranspose");
  EXPECT_EQ(up.attributes.at("output_padding").integers, (Integers{1, 1}));
  EXPECT_EQ(up.attributes.at("strides").integers, (Integers{2, 2}));
  EXPECT_EQ(read.tensor("up.weight").dims, (Integers{6, 1, 4, 4}));
}

TEST(OpWriters, NormalisationsKeepTheirNumbers) {
  const ReadModel read = exported_layer([](Value x) {
    return local_response_norm(batch_norm(x, "bn", {.epsilon = 1e-9f}), 5, 1e-4f, 0.75f, "norm");
  });
  EXPECT_EQ(read.node("BatchNormalization").attributes.at("epsilon").real, 1e-9f);
  EXPECT_EQ(read.node("BatchNormalization").inputs,
            (Texts{"data", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"}));
  const auto& lrn = read.node("LRN").attributes;
  EXPECT_EQ(lrn.at("size").integer, 5);
  EXPECT_EQ(lrn.at("alpha").real, 1e-4f);
  EXPECT_EQ(lrn.at("beta").real, 0.75f);
  EXPECT_EQ(lrn.at("bias").real, 1.f);
}

TEST(OpWriters, GroupsAreInstancesOfOneChannel) {
  const ReadModel read = exported_layer([](Value x) { return group_norm(x, 2, "gn", 1e-3f); });
  const ReadNode& instance = read.node("InstanceNormalization");
  EXPECT_EQ(instance.attributes.at("epsilon").real, 1e-3f);
  EXPECT_EQ(read.tensor(instance.inputs[1]).reals(), (std::vector<float>{1, 1}));
  EXPECT_EQ(read.tensor(instance.inputs[2]).reals(), (std::vector<float>{0, 0}));
  EXPECT_EQ(read.tensor(read.producer_of(instance.inputs[0]).inputs[1]).integers(), (Integers{0, 2, -1}));
  EXPECT_EQ(read.tensor("gn.weight").dims, (Integers{4}));  // as trained, made planes in the file
  EXPECT_EQ(read.producer_of("y").op, "Add");
}

TEST(OpWriters, CropsEndWhereTheOtherTensorEnds) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(crop_like(conv(data, 3, 1, "wide", {.pad = 5}), data, 5, "crop"), "y");
  const ReadModel read = exported(graph);
  const ReadNode& slice = read.node("Slice");
  EXPECT_EQ(read.tensor(slice.inputs[1]).integers(), (Integers{5, 5}));
  EXPECT_EQ(read.tensor(slice.inputs[3]).integers(), (Integers{2, 3}));
  const ReadNode& ends = read.producer_of(slice.inputs[2]);
  EXPECT_EQ(ends.op, "Add");
  EXPECT_EQ(read.producer_of(ends.inputs[0]).inputs[0], "data");
}

// The pads of [N, C, H, W]: begins, then ends; half of the difference, rounded down, begins.
TEST(OpWriters, PadsAreHalfOfTheDifference) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(pad_like(conv(data, 3, 4, "narrow", {.pad = 0}), data, "pad"), "y");
  const ReadModel read = exported(graph);
  const ReadNode& pads = read.producer_of(read.node("Pad").inputs[1]);
  EXPECT_EQ(pads.op, "Concat");
  EXPECT_EQ(pads.inputs, (Texts{"integers_0_0", "pad.before", "integers_0_0", "pad.behind"}));
  EXPECT_EQ(read.producer_of("pad.before").op, "Div");
  EXPECT_EQ(read.producer_of("pad.behind").inputs, (Texts{"pad.difference", "pad.before"}));
}

TEST(OpWriters, UnpoolingScattersIntoZeros) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  const Pooled pooled = max_pool_with_positions(data, 2, 2, "pool");
  output(unpool_like(pooled.map, pooled.positions, data, "unpool"), "y");
  const ReadModel read = exported(graph);
  const ReadNode& scatter = read.node("ScatterElements");
  EXPECT_EQ(scatter.attributes.at("axis").integer, 2);
  EXPECT_EQ(read.producer_of(scatter.inputs[0]).op, "ConstantOfShape");
  EXPECT_EQ(read.producer_of(scatter.inputs[1]).inputs[0], "pool.positions");
  EXPECT_EQ(read.producer_of(scatter.inputs[2]).inputs[0], "pool");
  EXPECT_EQ(read.producer_of("y").op, "Reshape");
}

TEST(OpWriters, NumberedDrawsAreRefusedByName) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(sampled_dropout(data, 0.5f, number_input(graph, "sample"), "encdrop3"), "y");
  try {
    exported(graph);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_TRUE(std::string(error.what()).starts_with("node \"encdrop3\" (Dropout): drops activations"));
    EXPECT_NE(error.hint().find("segnet"), std::string::npos);
  }
}

TEST(OpWriters, AnUnknownOperationIsRefusedByName) {
  Graph graph{.name = "main"};
  graph.nodes.push_back({"FooLike", "foo", {}, {}, {}});
  const std::vector<onnx::SizedGraph> no_sizes;
  onnx::GraphWriter writer(graph, no_sizes);
  EXPECT_THROW(onnx::write_node(graph.nodes[0], writer), Error);
}

}  // namespace
}  // namespace perpixel
