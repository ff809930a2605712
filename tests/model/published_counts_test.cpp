// Parts of the published parameter counts and widths that the tests of each model state as one sum
// (semantic.md 14 and the sections it points to).
#include <gtest/gtest.h>

#include "model/alexnet.h"
#include "model/deconvnet.h"
#include "model/deeplab_v2.h"
#include "model/dilation.h"
#include "model/fcn.h"
#include "model/net_facts.h"
#include "model/segnet.h"
#include "model/unet.h"
#include "model/vgg.h"

namespace perpixel {
namespace {

/// Scales and shifts of the normalisation layers, and all other parameters.
struct Count {
  std::int64_t norms = 0, others = 0;
};

Count count_of(const Model& model) {
  const Graph& graph = model.graph(kMainGraph);
  Count count;
  for (const Node& node : graph.nodes)
    if (node.op == "BatchNormalization")
      for (const std::size_t input : {1u, 2u}) {
        const int parameter = graph.values[static_cast<std::size_t>(node.inputs[input])].parameter;
        count.norms += element_count(graph.parameters[static_cast<std::size_t>(parameter)].shape);
      }
  count.others = parameter_count(graph) - count.norms;
  return count;
}

std::int64_t starting_with(const Model& model, const std::string& prefix) {
  return parameter_count(model.graph(kMainGraph)) - parameters_without(model, prefix);
}

// Sections 4.1, 5.1, 5.2 and 8.4.
TEST(PublishedCounts, ConvolutionsAndNormsApart) {
  const Count deconv = count_of(deconvnet(options_for(21)));
  EXPECT_EQ(deconv.others, 251'772'245);
  EXPECT_EQ(deconv.norms, 33'408);
  const Count large = count_of(segnet(options_for(11))), basic = count_of(segnet_basic(options_for(11)));
  EXPECT_EQ(large.others, 29'433'483);
  EXPECT_EQ(large.norms, 15'872);
  EXPECT_EQ(basic.others, 1'415'563);
  EXPECT_EQ(basic.norms, 1'024);
  const Count residual = count_of(deeplab_v2_resnet101(options_for(21)));
  EXPECT_EQ(residual.others, 43'943'188);
  EXPECT_EQ(residual.norms, 44'048'532 - 43'943'188);
}

// Section 8.1: LargeFOV without pool5a, which has no parameters, is v2's VGG net of the one rate 12.
TEST(PublishedCounts, LargeFovIsOneBranch) {
  ModelOptions options = options_for(21);
  options.atrous_rates = {12};
  EXPECT_EQ(parameter_count(deeplab_v2_vgg(options).graphs[0]), 20'505'429);
}

// Section 9.2: the context modules alone, for 21 and for Cityscapes' 19 classes.
TEST(PublishedCounts, ContextModules) {
  ModelOptions options = options_for(21);
  EXPECT_EQ(starting_with(dilation8(options), "ct_"), 6'803'139);
  options.context = "basic";
  EXPECT_EQ(starting_with(dilation8(options), "ct_"), 28'392);
  const Model cityscapes = dilation10(options_for(19));
  EXPECT_EQ(starting_with(cityscapes, "ctx_") - starting_with(cityscapes, "ctx_upsample"), 29'792);
}

// Section 2.1: pool2, conv4 and fc7 of AlexNet are a hypercolumn of 4736 numbers.
TEST(PublishedCounts, HypercolumnOfAlexNet) {
  const Model model = alexnet(options_for(1000));
  std::int64_t channels = 0;
  for (const char* layer : {"pool2", "conv4", "fc7"}) channels += shape_of(model, layer, 224, 224)[1];
  EXPECT_EQ(channels, 4736);
}

// Section 3.2: 13 convolutions of VGG-16, fc7 of the sub-scene, fc7 of the scene; and the perceptron on them.
TEST(PublishedCounts, ZoomoutFeatureAndItsClassifier) {
  const Model model = vgg16(options_for(21));
  int channels = 0;
  for (const std::string& layer : vgg16_convolutions())
    channels += static_cast<int>(shape_of(model, layer, 224, 224)[1]);
  const auto fc7 = static_cast<int>(shape_of(model, "fc7", 224, 224)[1]);
  EXPECT_EQ(channels, 4224);
  EXPECT_EQ(channels + fc7, 8320);
  ASSERT_EQ(channels + 2 * fc7, 12416);
  Graph graph{.name = kMainGraph};
  Value x = input(graph, kDataInput, channels + 2 * fc7);
  for (const int hidden : {1024, 1024}) x = relu(conv(x, hidden, 1, "hidden" + std::to_string(x.id)));
  output(conv(x, 21, 1, "scores"), kScoreOutput);
  EXPECT_EQ(parameter_count(graph), 13'786'133);
}

// Section 1.1: padding of 100 px leaves fc6 one cell of a 1x1 picture (199 -> 100, 50, 25, 13, 7 -> 1).
TEST(PublishedCounts, OnePixelIsOneCellOfFc6) {
  ModelOptions options = tiny();
  options.padding = "pad100";
  EXPECT_EQ(shape_of(fcn32s(options), "fc6", 1, 1), (Shape{1, 16, 1, 1}));
  EXPECT_EQ(shape_of(fcn32s(options), "upscore", 1, 1)[2], 64);
}

// Section 6.1: 92 px around the picture, sides of 12 mod 16, (572 - 388) / 2 = 92.
TEST(PublishedCounts, MarginOfTheValidUnet) {
  const Model model = unet_valid(tiny(2));
  EXPECT_EQ(model.recipe.input.context, 92);
  EXPECT_EQ(model.recipe.input.size_multiple, 16);
  EXPECT_EQ(model.recipe.input.size_remainder, 12);
  EXPECT_EQ(572 - shape_of(model, "conv_u0d-score", 572, 572)[2], 2 * 92);
}

}  // namespace
}  // namespace perpixel
