#include "model/name_map/foreign_weights.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/input_convention.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

TEST(ForeignWeights, RecognisedByWhatTheyName) {
  const Model model = zoo_entry("vgg16").build(tiny());
  const NamedTensors own = initial_weights(model.graphs[0], 4);
  const OurWeights found = named_as_ours(model.graphs, named_as("torchvision_vgg16", model.graphs, own));
  EXPECT_EQ(found.map->name, "torchvision_vgg16");
  ASSERT_EQ(found.tensors.size(), own.size());
  for (const auto& [name, tensor] : own) EXPECT_EQ(found.tensors.at(name).data(), tensor.data()) << name;
}

TEST(ForeignWeights, NamesOfOurOwnComeFirst) {
  for (const char* name : {"fcn8s", "deeplabv3_resnet50", "unet_resnet34"}) {
    const Model model = zoo_entry(name).build(tiny());
    NamedTensors own = initial_weights(model.graphs[0], 4);
    own["bn.num_batches_tracked"] = Tensor::from_ints({}, {7});
    const OurWeights found = named_as_ours(model.graphs, own);
    EXPECT_EQ(found.map->name, "perpixel") << name;
    EXPECT_EQ(found.unneeded, std::vector<std::string>{"bn.num_batches_tracked"});
  }
}

// A classifier's trunk in labellers that call it otherwise.
TEST(ForeignWeights, TrunksFindTheirPlace) {
  const Model classifier = zoo_entry("resnet50").build(tiny());
  const NamedTensors trunk = initial_weights(classifier.graphs[0], 4);
  for (const auto& [name, place] : {std::pair{"fcn_resnet50", "backbone.layer4.2.bn3.weight"},
                                    {"semantic_fpn", "backbone.bottom_up.layer4.2.bn3.weight"}}) {
    const Model model = zoo_entry(name).build(tiny());
    const OurWeights found = named_as_ours(model.graphs, trunk);
    EXPECT_EQ(found.map->name, "torchvision_resnet") << name;
    EXPECT_EQ(found.tensors.at(place).data(), trunk.at("layer4.2.bn3.weight").data()) << name;
  }
}

// Spec instance-panoptic: MSRA's trunks stride on the 1x1, torchvision's on the 3x3. DeepLab v2's is MSRA's.
TEST(ForeignWeights, TheStrideOfBottlenecksIsPartOfAFamily) {
  ModelOptions options = tiny();
  const Model torchvision = zoo_entry("semantic_fpn").build(options);
  options.stride_in_1x1 = true;
  const Model msra = zoo_entry("semantic_fpn").build(options);
  for (const char* family : {"detectron2", "detectron2_trunk", "caffe2_resnet", "caffe_resnet"}) {
    EXPECT_FALSE(strides_as_trained(name_map(family), torchvision.graphs)) << family;
    EXPECT_TRUE(strides_as_trained(name_map(family), msra.graphs)) << family;
  }
  EXPECT_TRUE(strides_as_trained(name_map("torchvision_resnet"), torchvision.graphs));
  EXPECT_FALSE(strides_as_trained(name_map("torchvision_resnet"), msra.graphs));
  EXPECT_TRUE(strides_as_trained(name_map("perpixel"), msra.graphs));
  EXPECT_TRUE(
      strides_as_trained(name_map("caffe_resnet"), zoo_entry("deeplab_v2_resnet101").build(tiny()).graphs));
  EXPECT_TRUE(strides_as_trained(name_map("caffe_resnet"), zoo_entry("resnet18").build(tiny()).graphs));
}

TEST(ForeignWeights, AFamilyCanBeForced) {
  const Model model = zoo_entry("vgg16").build(tiny());
  const NamedTensors file{{"features.0.weight", Tensor({8, 3, 3, 3})}};
  EXPECT_TRUE(named_as_ours(model.graphs, file, "perpixel").tensors.contains("features.0.weight"));
  EXPECT_TRUE(named_as_ours(model.graphs, file, "torchvision_vgg16").tensors.contains("conv1_1.weight"));
  EXPECT_THROW(named_as_ours(model.graphs, file, "torchvison"), Error);
}

TEST(ForeignWeights, TwoTensorsOfOneNameAreRefused) {
  const Model model = zoo_entry("fcn8s").build(tiny());
  const NamedTensors file{{"conv1_1.0", Tensor({1})}, {"conv1_1.weight", Tensor({1})}};
  try {
    named_as_ours(model.graphs, file, "caffe");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::weights_mismatch);
    EXPECT_NE(std::string(error.what()).find("conv1_1.weight"), std::string::npos) << error.what();
  }
}

// Caffe's BatchNorm: sums and their count, mean = 6 / 3 and variance = 12 / 3; a factor of 0 means nothing
// yet.
TEST(ForeignWeights, StatisticsAreDividedByTheirFactor) {
  const Model model = zoo_entry("resnet50").build(tiny());
  NamedTensors file{{"bn_conv1.0", Tensor::filled({8}, 6)},
                    {"bn_conv1.1", Tensor::filled({8}, 12)},
                    {"bn_conv1.2", Tensor::from({1}, {3})},
                    {"bn2a_branch2a.0", Tensor::filled({8}, 5)},
                    {"bn2a_branch2a.2", Tensor::from({1}, {0})}};
  const OurWeights found = named_as_ours(model.graphs, file, "caffe_resnet");
  EXPECT_EQ(found.tensors.at("bn1.running_mean").floats()[7], 2);
  EXPECT_EQ(found.tensors.at("bn1.running_var").floats()[0], 4);
  EXPECT_EQ(found.tensors.at("layer1.0.bn1.running_mean").floats()[0], 0);
  EXPECT_FALSE(found.tensors.contains("bn1.factor"));
  EXPECT_EQ(file.at("bn_conv1.0").floats()[0], 6);  // the file's own numbers stay
}

// SegNet's BN holds scale and shift with the statistics folded in: y = scale x + shift, so mean 0 and
// variance plus epsilon 1.
TEST(ForeignWeights, FoldedStatisticsAreThoseOfTheIdentity) {
  const Model model = zoo_entry("segnet").build(tiny());
  const NamedTensors file{{"conv1_1_bn.0", Tensor::filled({1, 8, 1, 1}, 2)},
                          {"conv1_1_bn.1", Tensor::filled({1, 8, 1, 1}, 3)}};
  const OurWeights found = named_as_ours(model.graphs, file);
  EXPECT_EQ(found.map->name, "caffe");
  EXPECT_EQ(found.tensors.at("conv1_1_bn.weight").floats()[0], 2);
  EXPECT_EQ(found.tensors.at("conv1_1_bn.running_mean").floats()[0], 0);
  EXPECT_FLOAT_EQ(found.tensors.at("conv1_1_bn.running_var").floats()[0], 1);
  EXPECT_EQ(found.tensors.at("conv1_1_bn.running_var").shape(), (Shape{8}));
}

// The specification, section 0: old files give dense weights as [1, 1, O, I].
TEST(ForeignWeights, LegacyAxesAreDropped) {
  const Model model = zoo_entry("vgg16").build(tiny());
  const NamedTensors file{{"fc7.0", Tensor({1, 1, 16, 16})}, {"fc7.1", Tensor({1, 1, 1, 16})}};
  const OurWeights found = named_as_ours(model.graphs, file, "caffe");
  EXPECT_EQ(found.tensors.at("fc7.weight").shape(), (Shape{16, 16}));
  EXPECT_EQ(found.tensors.at("fc7.bias").count(), 16);
}

TEST(ForeignWeights, NamesThatAFamilyLacksAreNamed) {
  const Model model = zoo_entry("fcn8s").build(tiny());
  try {
    named_as("torchvision", model.graphs, initial_weights(model.graphs[0], 1));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::weights_mismatch);
    EXPECT_NE(std::string(error.what()).find("score"), std::string::npos) << error.what();
  }
  EXPECT_THROW(named_as("torch_vision", model.graphs, {}), Error);
}

TEST(ForeignWeights, PixelsFollowTheFamily) {
  const InputRecipe rgb = unit_deviation_input(3), bgr = caffe_input(3);
  EXPECT_TRUE(takes_pixels(rgb, PixelConvention::own));
  EXPECT_TRUE(takes_pixels(rgb, PixelConvention::unit_deviation));
  EXPECT_FALSE(takes_pixels(rgb, PixelConvention::caffe));
  EXPECT_TRUE(takes_pixels(bgr, PixelConvention::detectron2));
  EXPECT_FALSE(takes_pixels(bgr, PixelConvention::unit_deviation));
  EXPECT_TRUE(takes_pixels(caffe_input(1), PixelConvention::caffe));  // one channel has no order
  InputRecipe sized = at_fixed_size(rgb, 224);
  const InputRecipe turned = with_pixels(sized, PixelConvention::detectron2);
  EXPECT_EQ(turned.mean, (std::vector<float>{103.53f, 116.28f, 123.675f}));
  EXPECT_TRUE(turned.bgr);
  EXPECT_EQ(turned.height, 224);
  EXPECT_EQ(with_pixels(turned, PixelConvention::unit_deviation), sized);
}

}  // namespace
}  // namespace perpixel
