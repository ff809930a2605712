#include "model/name_map/name_map.h"

#include <gtest/gtest.h>

#include <set>

#include "error/error.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

std::string ours(const std::string& map, const std::string& name,
                 const std::optional<std::string>& prefix = {}) {
  return ours_of(name_map(map), name, prefix).value_or("(none)");
}

std::vector<std::string> wildcards(const std::string& pattern) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '#') found.push_back("#");
    if (pattern[i] != '*') continue;
    const bool two = i + 1 < pattern.size() && pattern[i + 1] == '*';
    found.push_back(two ? "**" : "*");
    i += two;
  }
  return found;
}

TEST(NameMap, RowsAreSound) {
  std::set<std::string> names;
  for (const NameMap& map : name_maps()) {
    EXPECT_TRUE(names.insert(map.name).second) << map.name;
    EXPECT_FALSE(map.rules.empty());
    for (const NameRule& rule : map.rules) {
      SCOPED_TRACE(map.name + ": " + rule.foreign + " -> " + rule.ours);
      if (!rule.ours.empty()) {
        EXPECT_EQ(wildcards(rule.foreign), wildcards(rule.ours));
      }
      EXPECT_EQ(rule.ours.find('@', 1), std::string::npos);
      EXPECT_FALSE(rule.ours.starts_with('@') && map.trunk.empty());
    }
  }
  EXPECT_EQ(name_maps().front().name, "perpixel");
}

TEST(NameMap, UnknownFamilyNamesTheNearest) {
  try {
    name_map("torchvision_vgg");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
    EXPECT_EQ(error.hint(), "did you mean `torchvision_vgg16`?");
  }
}

// The specification, section 0: the index map of VGG-16.
TEST(NameMap, TorchvisionVgg) {
  EXPECT_EQ(ours("torchvision_vgg16", "features.0.weight"), "conv1_1.weight");
  EXPECT_EQ(ours("torchvision_vgg16", "features.14.bias"), "conv3_3.bias");
  EXPECT_EQ(ours("torchvision_vgg16", "features.28.weight"), "conv5_3.weight");
  EXPECT_EQ(ours("torchvision_vgg16", "classifier.3.weight"), "fc7.weight");
  EXPECT_EQ(ours("torchvision_vgg16", "features.1.weight"), "(none)");
  EXPECT_EQ(ours("torchvision_vgg16_bn", "features.41.running_mean"), "conv5_3_bn.running_mean");
  EXPECT_EQ(ours("torchvision_vgg16_bn", "features.41.num_batches_tracked"), "");
}

// The released ResNet-101 definition: res4a, then res4b1 ... res4b22; res2a, res2b, res2c.
TEST(NameMap, CaffeResNet) {
  EXPECT_EQ(ours("caffe_resnet", "res4b22_branch2c.0", ""), "layer3.22.conv3.weight");
  EXPECT_EQ(ours("caffe_resnet", "bn4a_branch1.1", "Scale."), "Scale.layer3.0.downsample.1.running_var");
  EXPECT_EQ(ours("caffe_resnet", "scale2c_branch2a.0", ""), "layer1.2.bn1.weight");
  EXPECT_EQ(ours("caffe_resnet", "bn_conv1.2", ""), "bn1.factor");
  EXPECT_EQ(ours("caffe_resnet", "fc1_voc12_c3.1", "Scale."), "Scale.layer5.conv2d_list.3.bias");
  EXPECT_EQ(ours("caffe_resnet", "res2a_branch1_res075.0", "Scale."), "");
  EXPECT_EQ(ours("caffe_resnet", "conv1.0"), "(none)");  // the model has no such trunk
}

// detectron2: modeling/backbone/resnet.py and fpn.py, checkpoint/c2_model_loading.py.
TEST(NameMap, Detectron2) {
  const std::string prefix = "backbone.bottom_up.";
  EXPECT_EQ(ours("detectron2", "backbone.bottom_up.stem.conv1.norm.weight", prefix),
            "backbone.bottom_up.bn1.weight");
  EXPECT_EQ(ours("detectron2", "backbone.bottom_up.res2.0.shortcut.norm.running_var", prefix),
            "backbone.bottom_up.layer1.0.downsample.1.running_var");
  EXPECT_EQ(ours("detectron2", "backbone.bottom_up.res5.2.conv2.weight", prefix),
            "backbone.bottom_up.layer4.2.conv2.weight");
  EXPECT_EQ(ours("detectron2", "backbone.fpn_lateral3.weight", prefix), "backbone.fpn_lateral3.weight");
  EXPECT_EQ(ours("detectron2", "pixel_mean", prefix), "");
  EXPECT_EQ(ours("caffe2_resnet", "res2_0_branch2a_bn_s", ""), "layer1.0.bn1.weight");
  EXPECT_EQ(ours("caffe2_resnet", "res_conv1_bn_b", ""), "bn1.bias");
}

/// Every parameter of `model` by the names of `map` and back.
void expect_round_trip(const std::string& map_name, const std::string& model_name) {
  SCOPED_TRACE(map_name + " " + model_name);
  const Model model = zoo_entry(model_name).build(tiny());
  const NameMap& map = name_map(map_name);
  const auto prefix = trunk_prefix(map, model.graphs);
  std::set<std::string> foreign_names;
  for (const Parameter& parameter : model.graphs[0].parameters) {
    const auto foreign = foreign_of(map, parameter.name, prefix);
    ASSERT_TRUE(foreign) << parameter.name;
    EXPECT_TRUE(foreign_names.insert(*foreign).second) << *foreign;
    EXPECT_EQ(ours_of(map, *foreign, prefix), parameter.name);
  }
}

TEST(NameMap, ReversibleOnTheirModels) {
  expect_round_trip("torchvision_vgg16", "vgg16");
  expect_round_trip("torchvision_vgg16_bn", "vgg16_bn");
  expect_round_trip("torchvision_alexnet", "alexnet_torchvision");
  expect_round_trip("torchvision_resnet", "resnext50_32x4d");
  expect_round_trip("torchvision_mobilenet_v3", "mobilenet_v3_small");
  expect_round_trip("torchvision_segmentation", "deeplabv3_resnet50");
  expect_round_trip("torchvision_segmentation_mobilenet", "lraspp_mobilenet_v3_large");
  expect_round_trip("segmentation_models", "unet_resnet34");
  expect_round_trip("detectron2", "semantic_fpn");
  expect_round_trip("caffe", "fcn8s");
  expect_round_trip("caffe", "deconvnet");
  expect_round_trip("caffe_resnet", "deeplab_v2_resnet101");
}

}  // namespace
}  // namespace perpixel
