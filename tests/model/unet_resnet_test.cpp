#include "model/unet_resnet.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

// segmentation_models_pytorch 0.6.0, Unet("resnet34", classes=1) and classes=21: sum of p.numel().
TEST(UnetResNet, ParameterCounts) {
  EXPECT_EQ(parameter_count(unet_resnet34(options_for(1)).graphs[0]), 24'436'369);
  EXPECT_EQ(parameter_count(unet_resnet34(options_for(21)).graphs[0]), 24'439'269);
}

// Its state dictionary: 512 + 256 channels into the deepest block, 32 alone into the last.
TEST(UnetResNet, NamesAndShapes) {
  const Graph graph = unet_resnet34(options_for(21)).graphs[0];
  for (const auto& [name, shape] : {std::pair<const char*, Shape>{"encoder.conv1.weight", {64, 3, 7, 7}},
                                    {"decoder.blocks.0.conv1.0.weight", {256, 768, 3, 3}},
                                    {"decoder.blocks.3.conv1.0.weight", {32, 128, 3, 3}},
                                    {"decoder.blocks.4.conv1.0.weight", {16, 32, 3, 3}},
                                    {"decoder.blocks.4.conv2.1.running_var", {16}},
                                    {"segmentation_head.0.weight", {21, 16, 3, 3}}}) {
    ASSERT_NE(graph.find_parameter(name), nullptr) << name;
    EXPECT_EQ(graph.find_parameter(name)->shape, shape) << name;
  }
}

// The original refuses other sides than multiples of 32; here the recipe fills them up.
TEST(UnetResNet, SidesAreFilledUp) {
  const Recipe recipe = unet_resnet34(tiny(2)).recipe;
  EXPECT_EQ(recipe.input.size_multiple, 32);
  EXPECT_EQ(recipe.input.size_remainder, 0);
}

TEST(UnetResNet, OddSizesRun) {
  const Graph graph = unet_resnet34(tiny(2)).graphs[0];
  for (const auto& [h, w] : {std::pair{1, 1}, {33, 70}, {64, 32}})
    EXPECT_EQ(run_score(graph, initial_weights(graph, 1), noise({1, 3, h, w})).shape(), (Shape{1, 2, h, w}));
}

}  // namespace
}  // namespace perpixel
