#include "model/deeplab_v3plus.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

// segmentation_models_pytorch 0.6.0, DeepLabV3Plus("resnet34", classes=21): sum of p.numel().
TEST(DeepLabV3Plus, ParameterCount) {
  EXPECT_EQ(parameter_count(deeplabv3plus_resnet34(options_for(21)).graphs[0]), 22'442'597);
}

// Its state dictionary: depthwise and pointwise halves, 48 channels from stride 4.
TEST(DeepLabV3Plus, NamesAndShapes) {
  const Graph graph = deeplabv3plus_resnet34(options_for(21)).graphs[0];
  for (const auto& [name, shape] :
       {std::pair<const char*, Shape>{"decoder.aspp.0.convs.0.0.weight", {256, 512, 1, 1}},
        {"decoder.aspp.0.convs.3.0.0.weight", {512, 1, 3, 3}},
        {"decoder.aspp.0.convs.3.0.1.weight", {256, 512, 1, 1}},
        {"decoder.aspp.0.convs.4.1.weight", {256, 512, 1, 1}},
        {"decoder.aspp.0.project.0.weight", {256, 1280, 1, 1}},
        {"decoder.aspp.1.1.weight", {256, 256, 1, 1}},
        {"decoder.block1.0.weight", {48, 64, 1, 1}},
        {"decoder.block2.0.0.weight", {304, 1, 3, 3}},
        {"segmentation_head.0.bias", {21}}}) {
    ASSERT_NE(graph.find_parameter(name), nullptr) << name;
    EXPECT_EQ(graph.find_parameter(name)->shape, shape) << name;
  }
}

// Chen et al. 2018: the pyramid at stride 16, the decoder at stride 4.
TEST(DeepLabV3Plus, Sizes) {
  const Model model = deeplabv3plus_resnet34(options_for(21));
  EXPECT_EQ(shape_of(model, "decoder.aspp.0.joined", 320, 256), (Shape{1, 1280, 20, 16}));
  EXPECT_EQ(shape_of(model, "segmentation_head.0", 320, 256), (Shape{1, 21, 80, 64}));
}

// The original refuses other sides than multiples of 32; here the recipe fills them up.
TEST(DeepLabV3Plus, SidesAreFilledUp) {
  const Recipe recipe = deeplabv3plus_resnet34(tiny(2)).recipe;
  EXPECT_EQ(recipe.input.size_multiple, 32);
  EXPECT_EQ(recipe.input.size_remainder, 0);
}

TEST(DeepLabV3Plus, OddSizesRun) {
  const Graph graph = deeplabv3plus_resnet34(tiny(2)).graphs[0];
  for (const auto& [h, w] : {std::pair{1, 1}, {33, 70}, {64, 32}})
    EXPECT_EQ(run_score(graph, initial_weights(graph, 1), noise({1, 3, h, w})).shape(), (Shape{1, 2, h, w}));
}

}  // namespace
}  // namespace perpixel
