#include "model/deeplab_v3.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

std::int64_t count(const Model& model) { return parameter_count(model.graphs[0]); }

// The specification, 8.5: torchvision's published counts.
TEST(DeepLabV3, ParameterCounts) {
  ModelOptions options = options_for(21);
  EXPECT_EQ(count(deeplabv3_resnet50(options)), 42'004'074);
  EXPECT_EQ(count(deeplabv3_resnet101(options)), 60'996'202);
  EXPECT_EQ(count(fcn_resnet50(options)), 35'322'218);
  EXPECT_EQ(count(fcn_resnet101(options)), 54'314'346);
  options.auxiliary = false;
  EXPECT_EQ(count(deeplabv3_resnet50(options)), 39'638'869);
  EXPECT_EQ(count(deeplabv3_resnet101(options)), 58'630'997);
}

// The specification, 8.5.
TEST(DeepLabV3, Names) {
  const Graph graph = deeplabv3_resnet50(options_for(21)).graphs[0];
  for (const char* name :
       {"backbone.conv1.weight", "backbone.layer4.2.bn3.bias", "classifier.0.convs.0.0.weight",
        "classifier.0.convs.3.1.running_var", "classifier.0.convs.4.1.weight", "classifier.0.convs.4.2.bias",
        "classifier.0.project.1.weight", "classifier.1.weight", "classifier.2.bias", "classifier.4.bias",
        "aux_classifier.0.weight", "aux_classifier.1.bias", "aux_classifier.4.bias"})
    EXPECT_NE(graph.find_parameter(name), nullptr) << name;
  EXPECT_EQ(graph.find_parameter("aux_classifier.0.weight")->lr_mult, 10);
  EXPECT_EQ(graph.find_parameter("classifier.4.weight")->lr_mult, 1);
}

// Stride 8 of 480 px is 60; the auxiliary head is for training only.
TEST(DeepLabV3, SizesAndOutputs) {
  Model model = deeplabv3_resnet50(options_for(21));
  EXPECT_EQ(shape_of(model, "classifier.4", 480, 480), (Shape{1, 21, 60, 60}));
  auto& outputs = model.graphs[0].outputs;
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_FALSE(outputs[0].train_only);
  EXPECT_TRUE(outputs[1].train_only);
  outputs[1].train_only = false;  // shapes are inferred of what deployment computes
  EXPECT_EQ(shape_of(model, "score_aux", 480, 480), (Shape{1, 21, 480, 480}));
}

std::vector<std::int64_t> rates(const Model& model) {
  std::vector<std::int64_t> found;
  for (const Node& node : model.graphs[0].nodes)
    if (node.name.starts_with("classifier.0.convs.") && node.op == "Conv")
      if (const auto rate = ints_attribute(node, "dilations", {1, 1})[0]; rate > 1) found.push_back(rate);
  return found;
}

// Chen et al. 2017, section 3.3: rates 6, 12, 18 at output stride 16, doubled at 8.
TEST(DeepLabV3, RatesFollowTheStride) {
  ModelOptions options = tiny();
  EXPECT_EQ(rates(deeplabv3_resnet50(options)), (std::vector<std::int64_t>{12, 24, 36}));
  options.output_stride = 16;
  EXPECT_EQ(rates(deeplabv3_resnet50(options)), (std::vector<std::int64_t>{6, 12, 18}));
  options.atrous_rates = {2, 4};
  EXPECT_EQ(rates(deeplabv3_resnet50(options)), (std::vector<std::int64_t>{2, 4}));
}

TEST(DeepLabV3, OddSizesRun) {
  for (auto* build : {fcn_resnet50, deeplabv3_resnet50}) {
    ModelOptions options = tiny(2);
    options.backbone = "resnet18";
    const Graph graph = build(options).graphs[0];
    for (const auto& [h, w] : {std::pair{1, 1}, {33, 70}})
      EXPECT_EQ(run_score(graph, initial_weights(graph, 1), noise({1, 3, h, w})).shape(),
                (Shape{1, 2, h, w}));
  }
}

// torchvision's documentation, 21 classes, with the auxiliary head; its sizes at stride 16 and 8.
TEST(DeepLabV3, OnMobileNet) {
  Model model = deeplabv3_mobilenet_v3_large(options_for(21));
  EXPECT_EQ(count(model), 11'029'328);
  EXPECT_EQ(rates(model), (std::vector<std::int64_t>{12, 24, 36}));
  EXPECT_EQ(shape_of(model, "classifier.4", 480, 336), (Shape{1, 21, 30, 21}));
  model.graphs[0].outputs[1].train_only = false;
  EXPECT_EQ(shape_of(model, "aux_classifier.4", 480, 336), (Shape{1, 21, 60, 42}));
}

}  // namespace
}  // namespace perpixel
