#include "model/mobilenet_v3.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

// torchvision's documentation, 1000 classes.
TEST(MobileNetV3, ParameterCounts) {
  EXPECT_EQ(parameter_count(mobilenet_v3_large(options_for(1000)).graphs[0]), 5'483'032);
  EXPECT_EQ(parameter_count(mobilenet_v3_small(options_for(1000)).graphs[0]), 2'542'856);
}

// Howard et al. 2019, tables 1 and 2, at 224 px.
TEST(MobileNetV3, StageSizes) {
  const Model large = mobilenet_v3_large(options_for(10)), small = mobilenet_v3_small(options_for(10));
  EXPECT_EQ(shape_of(large, "features.0.2", 224, 224), (Shape{1, 16, 112, 112}));
  EXPECT_EQ(shape_of(large, "features.6.sum", 224, 224), (Shape{1, 40, 28, 28}));
  EXPECT_EQ(shape_of(large, "features.12.sum", 224, 224).at(2), 14);
  EXPECT_EQ(shape_of(large, "features.16.2", 224, 224), (Shape{1, 960, 7, 7}));
  EXPECT_EQ(shape_of(small, "features.12.2", 224, 224), (Shape{1, 576, 7, 7}));
}

// torchvision's state dictionary: the first block has no expansion, the fourth squeezes 72 channels to 24 (a
// quarter, 18, to the multiple of 8 that loses at most a tenth).
TEST(MobileNetV3, NamesAndShapesAreTorchvisions) {
  const Graph graph = mobilenet_v3_large(options_for(10)).graphs[0];
  const auto shape = [&](const char* name) {
    const Parameter* parameter = graph.find_parameter(name);
    return parameter ? parameter->shape : Shape{};
  };
  EXPECT_EQ(shape("features.0.0.weight"), (Shape{16, 3, 3, 3}));
  EXPECT_EQ(shape("features.1.block.0.0.weight"), (Shape{16, 1, 3, 3}));
  EXPECT_EQ(shape("features.4.block.2.fc1.weight"), (Shape{24, 72, 1, 1}));
  EXPECT_EQ(shape("features.4.block.2.fc2.bias"), (Shape{72}));
  EXPECT_EQ(shape("features.4.block.3.1.running_var"), (Shape{40}));
  EXPECT_EQ(shape("features.16.0.weight"), (Shape{960, 160, 1, 1}));
  EXPECT_EQ(shape("classifier.0.weight"), (Shape{1280, 960}));
  EXPECT_EQ(shape("classifier.3.weight"), (Shape{10, 1280}));
}

MobileNetTaps taps_of(Graph& graph, int output_stride) {
  return mobilenet_v3_trunk(input(graph, kDataInput, 3), {.output_stride = output_stride}, "");
}

// At stride 16 the last stage dilates by 2, the block that had the stride too.
TEST(MobileNetV3, DenseTrunk) {
  Graph graph{.name = kMainGraph};
  const MobileNetTaps taps = taps_of(graph, 16);
  output(taps.last, kScoreOutput);
  output(taps.stride8, "fine");
  const Model model{"trunk", {graph}, {}};
  EXPECT_EQ(shape_of(model, kScoreOutput, 224, 160), (Shape{1, 960, 14, 10}));
  EXPECT_EQ(shape_of(model, "fine", 224, 160), (Shape{1, 40, 28, 20}));
  for (const Node& node : graph.nodes)
    if (node.name == "13.block.1.0") {
      EXPECT_EQ(ints_attribute(node, "dilations", {}), (std::vector<std::int64_t>{2, 2}));
      EXPECT_EQ(ints_attribute(node, "strides", {}), (std::vector<std::int64_t>{1, 1}));
    }
}

TEST(MobileNetV3, UnknownFormsAreRefused) {
  ModelOptions options = tiny();
  options.backbone = "mobilenet_v3_smal";
  try {
    mobilenet_form(options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "did you mean `mobilenet_v3_small`?");
  }
  options.backbone = "mobilenet_v3_small";
  EXPECT_TRUE(mobilenet_form(options).small);
  options.output_stride = 8;
  EXPECT_THROW(mobilenet_form(options), Error);
}

TEST(MobileNetV3, Runs) {
  for (auto* build : {mobilenet_v3_large, mobilenet_v3_small}) {
    const Graph graph = build(tiny(4)).graphs[0];
    EXPECT_EQ(run_score(graph, initial_weights(graph, 1), noise({1, 3, 224, 224})).shape(), (Shape{1, 4}));
  }
}

}  // namespace
}  // namespace perpixel
