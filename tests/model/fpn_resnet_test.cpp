#include "model/fpn_resnet.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

// segmentation_models_pytorch 0.6.0, FPN("resnet34", classes=21): sum of p.numel().
TEST(FpnResNet, ParameterCount) {
  EXPECT_EQ(parameter_count(fpn_resnet34(options_for(21)).graphs[0]), 23'157'973);
}

// Its state dictionary: blocks count from the deepest level, which has three convolutions; the finest has
// one.
TEST(FpnResNet, NamesAndShapes) {
  const Graph graph = fpn_resnet34(options_for(21)).graphs[0];
  for (const auto& [name, shape] : {std::pair<const char*, Shape>{"decoder.p5.weight", {256, 512, 1, 1}},
                                    {"decoder.p2.skip_conv.bias", {256}},
                                    {"decoder.seg_blocks.0.block.0.block.0.weight", {128, 256, 3, 3}},
                                    {"decoder.seg_blocks.0.block.2.block.1.weight", {128}},
                                    {"decoder.seg_blocks.3.block.0.block.0.weight", {128, 256, 3, 3}},
                                    {"segmentation_head.0.weight", {21, 128, 1, 1}}}) {
    ASSERT_NE(graph.find_parameter(name), nullptr) << name;
    EXPECT_EQ(graph.find_parameter(name)->shape, shape) << name;
  }
  EXPECT_EQ(graph.find_parameter("decoder.seg_blocks.3.block.1.block.0.weight"), nullptr);
}

// The original refuses other sides than multiples of 32; here the recipe fills them up.
TEST(FpnResNet, SidesAreFilledUp) {
  const Recipe recipe = fpn_resnet34(tiny(2)).recipe;
  EXPECT_EQ(recipe.input.size_multiple, 32);
  EXPECT_EQ(recipe.input.size_remainder, 0);
}

TEST(FpnResNet, OddSizesRun) {
  const Graph graph = fpn_resnet34(tiny(2)).graphs[0];
  for (const auto& [h, w] : {std::pair{1, 1}, {33, 70}, {64, 32}})
    EXPECT_EQ(run_score(graph, initial_weights(graph, 1), noise({1, 3, h, w})).shape(), (Shape{1, 2, h, w}));
}

}  // namespace
}  // namespace perpixel
