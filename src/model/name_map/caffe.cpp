// Caffe's models: the blobs of a layer by number ("conv1_1.0"), or already called .weight and .bias. The zoo
// has the names of the released definitions: FCN (score_fr, upscore2, ...), DeepLab (fc8_voc12), SegNet,
// DeconvNet (bn1_1, fc6-deconv) and the dilated networks (fc-final, ct_conv1_1, ctx_conv1_1).
#include "model/name_map/name_map.h"

namespace perpixel {

namespace {

/// "BN" layers of SegNet's and DeconvNet's forks hold scale and shift, as convolutions weight and bias.
NameMap layers_map() {
  return {"caffe", "FCN, DeepLab on VGG-16, SegNet, DeconvNet, Dilation, VGG-16, CaffeNet",
          "",      PixelConvention::caffe,
          true,    {{"**.0", "**.weight"}, {"**.1", "**.bias"}, {"**", "**"}}};
}

/// Layers of one residual block: convolution, BatchNorm (mean, variance and their common factor) and Scale.
void add_block(NameMap& map, const std::string& theirs, const std::string& ours) {
  for (const auto& [branch, conv, norm] :
       {std::tuple{"branch1", "downsample.0", "downsample.1"}, std::tuple{"branch2a", "conv1", "bn1"},
        std::tuple{"branch2b", "conv2", "bn2"}, std::tuple{"branch2c", "conv3", "bn3"}}) {
    map.rules.push_back({"res" + theirs + "_" + branch + ".0", ours + conv + ".weight"});
    map.rules.push_back({"bn" + theirs + "_" + branch + ".0", ours + norm + ".running_mean"});
    map.rules.push_back({"bn" + theirs + "_" + branch + ".1", ours + norm + ".running_var"});
    map.rules.push_back({"bn" + theirs + "_" + branch + ".2", ours + norm + ".factor"});
    map.rules.push_back({"scale" + theirs + "_" + branch + ".0", ours + norm + ".weight"});
    map.rules.push_back({"scale" + theirs + "_" + branch + ".1", ours + norm + ".bias"});
  }
}

/// Blocks are lettered (res2a, res2b, res2c); long stages count from the second one (res4a, res4b1, ...).
NameMap resnet_map() {
  NameMap map{"caffe_resnet",
              "ResNet-50, -101, -152 of He et al., DeepLab v2 on ResNet-101",
              "layer1.0.conv1.weight",
              PixelConvention::caffe,
              false,
              {{"**_res075.#", ""},  // copies for smaller pictures share their parameters
               {"**_res05.#", ""},
               {"fc1_voc12_c#.0", "@layer5.conv2d_list.#.weight"},
               {"fc1_voc12_c#.1", "@layer5.conv2d_list.#.bias"},
               {"conv1.0", "@conv1.weight"},
               {"bn_conv1.0", "@bn1.running_mean"},
               {"bn_conv1.1", "@bn1.running_var"},
               {"bn_conv1.2", "@bn1.factor"},
               {"scale_conv1.0", "@bn1.weight"},
               {"scale_conv1.1", "@bn1.bias"},
               {"fc1000.0", "fc.weight"},
               {"fc1000.1", "fc.bias"}}};
  for (int stage = 2; stage <= 5; ++stage) {
    const std::string theirs = std::to_string(stage), ours = "@layer" + std::to_string(stage - 1) + ".";
    for (int letter = 0; letter < 6; ++letter)
      add_block(map, theirs + static_cast<char>('a' + letter), ours + std::to_string(letter) + ".");
    add_block(map, theirs + "b#", ours + "#.");
  }
  map.stride_in_1x1 = true;
  return map;
}

}  // namespace

std::vector<NameMap> caffe_name_maps() { return {layers_map(), resnet_map()}; }

}  // namespace perpixel
