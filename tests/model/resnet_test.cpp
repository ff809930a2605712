#include "model/resnet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "error/error.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

// torchvision's documentation, 1000 classes.
TEST(ResNet, ParameterCounts) {
  const ModelOptions options = options_for(1000);
  EXPECT_EQ(parameter_count(resnet18(options).graph(kMainGraph)), 11'689'512);
  EXPECT_EQ(parameter_count(resnet34(options).graph(kMainGraph)), 21'797'672);
  EXPECT_EQ(parameter_count(resnet50(options).graph(kMainGraph)), 25'557'032);
  EXPECT_EQ(parameter_count(resnet101(options).graph(kMainGraph)), 44'549'160);
  EXPECT_EQ(parameter_count(resnet152(options).graph(kMainGraph)), 60'192'808);
}

// He et al. 2016, table 1, at 224 px.
TEST(ResNet, StageSizes) {
  const Model model = resnet50(options_for(10));
  EXPECT_EQ(shape_of(model, "relu", 224, 224), (Shape{1, 64, 112, 112}));
  EXPECT_EQ(shape_of(model, "layer1.2.relu", 224, 224), (Shape{1, 256, 56, 56}));
  EXPECT_EQ(shape_of(model, "layer2.3.relu", 224, 224), (Shape{1, 512, 28, 28}));
  EXPECT_EQ(shape_of(model, "layer3.5.relu", 224, 224), (Shape{1, 1024, 14, 14}));
  EXPECT_EQ(shape_of(model, "layer4.2.relu", 224, 224), (Shape{1, 2048, 7, 7}));
}

// torchvision's state dictionary.
TEST(ResNet, NamesAreTorchvisions) {
  const Graph graph = resnet50(options_for(10)).graphs[0];
  for (const char* name :
       {"conv1.weight", "bn1.running_var", "layer1.0.downsample.0.weight", "layer1.0.downsample.1.bias",
        "layer3.5.conv3.weight", "layer4.2.bn2.running_mean", "fc.weight", "fc.bias"})
    EXPECT_NE(graph.find_parameter(name), nullptr) << name;
  EXPECT_EQ(graph.find_parameter("layer1.1.downsample.0.weight"), nullptr);
  EXPECT_EQ(graph.find_parameter("conv1.bias"), nullptr);
}

Model trunk(const ResNetForm& form) {
  Graph graph{.name = kMainGraph};
  output(resnet_trunk(input(graph, kDataInput, 3), form, "").c5, kScoreOutput);
  return {"trunk", {std::move(graph)}, {}};
}

std::pair<std::int64_t, std::int64_t> stride_and_dilation(const Model& model, const std::string& name) {
  for (const Node& node : model.graphs[0].nodes)
    if (node.name == name)
      return {ints_attribute(node, "strides", {1, 1})[0], ints_attribute(node, "dilations", {1, 1})[0]};
  return {0, 0};
}

using Pair = std::pair<std::int64_t, std::int64_t>;

// The specification, 10.3: with the stride on the 3x3 the first block of a stage keeps the dilation before
// it, with the stride on the 1x1 it already takes the new one.
TEST(ResNet, RemovedStridesBecomeDilations) {
  const Model torchvision = trunk({.depth = 50, .output_stride = 8, .width = 0.125f});
  EXPECT_EQ(stride_and_dilation(torchvision, "layer2.0.conv2"), (Pair{2, 1}));
  EXPECT_EQ(stride_and_dilation(torchvision, "layer3.0.conv2"), (Pair{1, 1}));
  EXPECT_EQ(stride_and_dilation(torchvision, "layer3.1.conv2"), (Pair{1, 2}));
  EXPECT_EQ(stride_and_dilation(torchvision, "layer4.0.conv2"), (Pair{1, 2}));
  EXPECT_EQ(stride_and_dilation(torchvision, "layer4.1.conv2"), (Pair{1, 4}));
  const Model caffe =
      trunk({.depth = 50, .output_stride = 8, .stride_in_1x1 = true, .ceil_pool = true, .width = 0.125f});
  EXPECT_EQ(stride_and_dilation(caffe, "layer2.0.conv1"), (Pair{2, 1}));
  EXPECT_EQ(stride_and_dilation(caffe, "layer2.0.conv2"), (Pair{1, 1}));
  EXPECT_EQ(stride_and_dilation(caffe, "layer3.0.conv2"), (Pair{1, 2}));
  EXPECT_EQ(stride_and_dilation(caffe, "layer4.0.conv2"), (Pair{1, 4}));
}

// The specification, 10.1: dense[::D] is the strided map, exactly, whatever trunk and position of the stride.
TEST(ResNet, DenseTrunkContainsTheStridedOne) {
  for (const int depth : {18, 50})
    for (const bool caffe : {false, true})
      for (const int stride : {8, 16}) {
        const Model strided =
            trunk({.depth = depth, .stride_in_1x1 = caffe, .ceil_pool = caffe, .width = 0.125f});
        const Model dense = trunk({.depth = depth,
                                   .output_stride = stride,
                                   .stride_in_1x1 = caffe,
                                   .ceil_pool = caffe,
                                   .width = 0.125f});
        NamedTensors weights = initial_weights(dense.graphs[0], 3);
        const NamedTensors own = initial_weights(strided.graphs[0], 3);
        ASSERT_EQ(weights.size(), own.size());
        const Tensor data = noise({1, 3, 67, 97});
        const Tensor coarse = run_score(strided.graphs[0], own, data);
        const Tensor fine = run_score(dense.graphs[0], weights, data);
        const std::int64_t step = 32 / stride, h = coarse.size(2), w = coarse.size(3);
        float largest = 0, apart = 0;
        for (std::int64_t c = 0; c < coarse.size(1); ++c)
          for (std::int64_t y = 0; y < h; ++y)
            for (std::int64_t x = 0; x < w; ++x) {
              const float a = coarse.floats()[static_cast<std::size_t>((c * h + y) * w + x)];
              const float b = fine.floats()[static_cast<std::size_t>(
                  (c * fine.size(2) + y * step) * fine.size(3) + x * step)];
              largest = std::max(largest, std::abs(a));
              apart = std::max(apart, std::abs(a - b));
            }
        EXPECT_GT(largest, 0);
        EXPECT_LE(apart, 1e-5f * largest) << depth << " " << caffe << " " << stride;
      }
}

TEST(ResNet, UnknownBackboneNamesTheNearest) {
  ModelOptions options = tiny();
  options.backbone = "resnet51";
  try {
    resnet_form(options, 50, 8);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
    EXPECT_EQ(error.hint().find("did you mean `resnet"), 0u) << error.hint();
  }
  options.backbone = "resnet18";
  EXPECT_EQ(resnet_form(options, 50, 8).depth, 18);
  options.output_stride = 4;
  EXPECT_THROW(resnet_form(options, 50, 8), Error);
}

// torchvision's documentation, 1000 classes.
TEST(ResNet, GroupedParameterCounts) {
  const ModelOptions options = options_for(1000);
  EXPECT_EQ(parameter_count(resnext50_32x4d(options).graph(kMainGraph)), 25'028'904);
  EXPECT_EQ(parameter_count(resnext101_32x8d(options).graph(kMainGraph)), 88'791'336);
}

// Xie et al. 2017, table 1: the 3x3 of C = 32 groups of 4 channels each in the first stage, 32 in the last.
TEST(ResNet, GroupsAreOfThe3x3) {
  const Graph graph = resnext50_32x4d(options_for(10)).graphs[0];
  EXPECT_EQ(graph.find_parameter("layer1.0.conv2.weight")->shape, (Shape{128, 4, 3, 3}));
  EXPECT_EQ(graph.find_parameter("layer4.0.conv2.weight")->shape, (Shape{1024, 32, 3, 3}));
  EXPECT_EQ(graph.find_parameter("layer4.0.conv3.weight")->shape, (Shape{2048, 1024, 1, 1}));
  ModelOptions options = tiny();
  options.backbone = "resnext101_32x8d";
  EXPECT_EQ(resnet_form(options, 50, 32).depth, 101);
  EXPECT_EQ(resnet_form(options, 50, 32).groups, 32);
}

// segmentation_models_pytorch dilates every convolution of a stage whose stride it removes, the first one
// too.
TEST(ResNet, TheLayerThatHadTheStrideMayDilateToo) {
  const Model model = trunk({.depth = 34, .output_stride = 16, .width = 0.125f, .dilate_entry = true});
  EXPECT_EQ(stride_and_dilation(model, "layer3.0.conv1"), (Pair{2, 1}));
  EXPECT_EQ(stride_and_dilation(model, "layer4.0.conv1"), (Pair{1, 2}));
  EXPECT_EQ(stride_and_dilation(model, "layer4.2.conv2"), (Pair{1, 2}));
}

}  // namespace
}  // namespace perpixel
