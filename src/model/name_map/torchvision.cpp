// torchvision's state dictionaries. Sequential numbers its layers, so VGG and AlexNet are named by position.
#include <array>

#include "model/name_map/name_map.h"
#include "model/vgg.h"

namespace perpixel {

namespace {

const NameRule kUncounted{"**.num_batches_tracked", ""};

NameRule layer(const std::string& sequence, int position, const std::string& ours) {
  return {sequence + "." + std::to_string(position) + ".*", ours + ".*"};
}

/// features.0, .2, .5, ...: a convolution and its ReLU, a pool after each stage; classifier.0, .3, .6.
NameMap vgg16_map() {
  constexpr std::array kFeatures{0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};
  NameMap map{"torchvision_vgg16", "vgg16", "", PixelConvention::unit_deviation, false, {}};
  for (std::size_t i = 0; i < kFeatures.size(); ++i)
    map.rules.push_back(layer("features", kFeatures[i], vgg16_convolutions()[i]));
  for (const auto& [position, ours] : {std::pair{0, "fc6"}, {3, "fc7"}, {6, "fc8"}})
    map.rules.push_back(layer("classifier", position, ours));
  return map;
}

/// As above, with a norm behind every convolution.
NameMap vgg16_bn_map() {
  constexpr std::array kFeatures{0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40};
  NameMap map{"torchvision_vgg16_bn", "vgg16_bn", "", PixelConvention::unit_deviation, false, {kUncounted}};
  for (std::size_t i = 0; i < kFeatures.size(); ++i) {
    const std::string& name = vgg16_convolutions()[i];
    map.rules.push_back(layer("features", kFeatures[i], name));
    map.rules.push_back(layer("features", kFeatures[i] + 1, name + "_bn"));
  }
  for (const auto& [position, ours] : {std::pair{0, "fc6"}, {3, "fc7"}, {6, "fc8"}})
    map.rules.push_back(layer("classifier", position, ours));
  return map;
}

NameMap alexnet_map() {
  NameMap map{"torchvision_alexnet", "alexnet", "", PixelConvention::unit_deviation, false, {}};
  for (const auto& [position, ours] :
       {std::pair{0, "conv1"}, {3, "conv2"}, {6, "conv3"}, {8, "conv4"}, {10, "conv5"}})
    map.rules.push_back(layer("features", position, ours));
  for (const auto& [position, ours] : {std::pair{1, "fc6"}, {4, "fc7"}, {6, "fc8"}})
    map.rules.push_back(layer("classifier", position, ours));
  return map;
}

NameMap resnet_map() {
  return {"torchvision_resnet",
          "resnet18 ... resnet152, resnext",
          "layer1.0.conv1.weight",
          PixelConvention::unit_deviation,
          false,
          {kUncounted,
           {"conv1.*", "@conv1.*"},
           {"bn1.*", "@bn1.*"},
           {"layer#.**", "@layer#.**"},
           {"fc.*", "fc.*"}}};
}

NameMap mobilenet_map() {
  return {"torchvision_mobilenet_v3",
          "mobilenet_v3_large, mobilenet_v3_small",
          "1.block.0.0.weight",
          PixelConvention::unit_deviation,
          false,
          {kUncounted, {"features.#.**", "@#.**"}, {"classifier.#.*", "classifier.#.*"}}};
}

/// FCN, DeepLab v3 and LR-ASPP on either trunk.
NameMap segmentation_map(const char* name, const char* what, const char* trunk) {
  return {name,
          what,
          trunk,
          PixelConvention::unit_deviation,
          false,
          {kUncounted,
           {"backbone.**", "@**"},
           {"classifier.**", "classifier.**"},
           {"aux_classifier.**", "aux_classifier.**"}}};
}

}  // namespace

std::vector<NameMap> torchvision_name_maps() {
  return {
      vgg16_map(),
      vgg16_bn_map(),
      alexnet_map(),
      resnet_map(),
      mobilenet_map(),
      segmentation_map("torchvision_segmentation", "fcn_resnet*, deeplabv3_resnet*", "layer1.0.conv1.weight"),
      segmentation_map("torchvision_segmentation_mobilenet", "deeplabv3_mobilenet_v3_large, lraspp",
                       "1.block.0.0.weight")};
}

}  // namespace perpixel
