#include "model/vgg.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

std::int64_t parameters_of(const Model& model, const std::string& prefix) {
  return parameter_count(model.graph(kMainGraph)) - parameters_without(model, prefix);
}

// Figures of a VGG-16 import: Simonyan & Zisserman 2015 give 138 M for 1000 classes, torchvision's vgg16
// holds 138,357,544 = 14,714,688 + 102,764,544 + 16,781,312 + 4,097,000.
TEST(Vgg16, ParameterCounts) {
  const Model model = vgg16(options_for(1000));
  EXPECT_EQ(parameters_of(model, "conv"), 14'714'688);
  EXPECT_EQ(parameters_of(model, "fc6"), 102'764'544);
  EXPECT_EQ(parameters_of(model, "fc7"), 16'781'312);
  EXPECT_EQ(parameter_count(model.graph(kMainGraph)), 138'357'544);
}

// torchvision's vgg16_bn: 138,365,992 learned parameters. Ours drops the 4224 biases of the convolutions,
// which the normalisation cancels.
TEST(Vgg16, BatchNormReplacesBias) {
  ModelOptions options = options_for(1000);
  options.batch_norm = true;
  const Model model = vgg16(options);
  EXPECT_EQ(parameter_count(model.graph(kMainGraph)), 138'365'992 - 4224);
  EXPECT_EQ(model.graph(kMainGraph).find_parameter("conv1_1.bias"), nullptr);
  EXPECT_NE(model.graph(kMainGraph).find_parameter("conv5_3_bn.running_var"), nullptr);
}

TEST(Vgg16, WidthScalesEveryLayer) {
  const Model model = vgg16(options_for(10, 0.25f));
  const Graph& graph = model.graph(kMainGraph);
  EXPECT_EQ(graph.find_parameter("conv1_1.weight")->shape, (Shape{16, 3, 3, 3}));
  EXPECT_EQ(graph.find_parameter("conv5_3.weight")->shape, (Shape{128, 128, 3, 3}));
  EXPECT_EQ(graph.find_parameter("fc6.weight")->shape, (Shape{1024, 128 * 7 * 7}));
  EXPECT_EQ(graph.find_parameter("fc8.weight")->shape, (Shape{10, 1024}));
}

// pool5 of a picture of 96 px is 3 x 3; of 100 px 4 x 4, since pools round up.
TEST(Vgg16, Fc6FollowsTheImageSize) {
  for (const auto& [size, side] : {std::pair{96, 3}, {100, 4}, {1, 1}}) {
    ModelOptions options = tiny();
    options.image_size = size;
    const Model model = vgg16(options);
    EXPECT_EQ(model.graph(kMainGraph).find_parameter("fc6.weight")->shape, (Shape{16, 64 * side * side}));
    EXPECT_EQ(model.recipe.input.height, size);
    EXPECT_EQ(model.recipe.input.size_rule, SizeRule::fixed);
  }
}

// Caffe's VGG definitions: weights 1/1, biases learning rate x 2 without decay.
TEST(Vgg16, BiasesLearnTwiceAsFastAndDoNotDecay) {
  const Model model = vgg16(tiny());
  for (const Parameter& parameter : model.graph(kMainGraph).parameters) {
    const bool bias = parameter.name.ends_with(".bias");
    EXPECT_EQ(parameter.lr_mult, bias ? 2 : 1) << parameter.name;
    EXPECT_EQ(parameter.decay_mult, bias ? 0 : 1) << parameter.name;
  }
}

// torchvision's documentation: 138,365,992 for 1000 classes; each of 4224 channels has a scale and a shift,
// and keeps its bias.
TEST(Vgg16, BatchNormKeepsTheBiases) {
  const Model plain = vgg16(options_for(1000)), normed = vgg16_bn(options_for(1000));
  EXPECT_EQ(parameter_count(normed.graphs[0]), 138'365'992);
  EXPECT_EQ(parameter_count(normed.graphs[0]) - parameter_count(plain.graphs[0]), 2 * 4224);
  EXPECT_NE(normed.graphs[0].find_parameter("conv1_1.bias"), nullptr);
  EXPECT_NE(normed.graphs[0].find_parameter("conv5_3_bn.running_var"), nullptr);
}

}  // namespace
}  // namespace perpixel
