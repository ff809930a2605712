// detectron2: residual stages res2 ... res5, norms inside their convolutions; and the Caffe2 names of the
// ImageNet trunks that it starts from.
#include "model/name_map/name_map.h"

namespace perpixel {

namespace {

constexpr const char* kTrunk = "layer1.0.conv1.weight";

/// Most of its trunks are MSRA's.
void add_trunk(NameMap& map, const std::string& prefix) {
  map.stride_in_1x1 = true;
  map.rules.push_back({prefix + "stem.conv1.weight", "@conv1.weight"});
  map.rules.push_back({prefix + "stem.conv1.norm.*", "@bn1.*"});
  for (int stage = 2; stage <= 5; ++stage) {
    const std::string theirs = prefix + "res" + std::to_string(stage) + ".#.",
                      ours = "@layer" + std::to_string(stage - 1) + ".#.";
    map.rules.push_back({theirs + "shortcut.weight", ours + "downsample.0.weight"});
    map.rules.push_back({theirs + "shortcut.norm.*", ours + "downsample.1.*"});
    map.rules.push_back({theirs + "conv#.weight", ours + "conv#.weight"});
    map.rules.push_back({theirs + "conv#.norm.*", ours + "bn#.*"});
  }
}

/// The pixel statistics stored inside are the recipe's here.
NameMap model_map() {
  NameMap map{"detectron2", "semantic FPN of detectron2 on a residual trunk",
              kTrunk,       PixelConvention::detectron2,
              false,        {{"**.num_batches_tracked", ""}, {"pixel_mean", ""}, {"pixel_std", ""}}};
  add_trunk(map, "backbone.bottom_up.");
  map.rules.push_back({"backbone.fpn_**", "backbone.fpn_**"});
  map.rules.push_back({"sem_seg_head.**", "sem_seg_head.**"});
  return map;
}

NameMap trunk_map() {
  NameMap map{"detectron2_trunk",
              "ImageNet trunks with detectron2's names (stem.conv1, res2.0.conv1)",
              kTrunk,
              PixelConvention::detectron2,
              false,
              {{"**.num_batches_tracked", ""}}};
  add_trunk(map, "");
  map.rules.push_back({"stem.fc.*", "fc.*"});
  map.rules.push_back({"linear.*", "fc.*"});
  return map;
}

void add_caffe2_norm(NameMap& map, const std::string& theirs, const std::string& ours) {
  map.rules.push_back({theirs + "_bn_s", ours + ".weight"});
  map.rules.push_back({theirs + "_bn_b", ours + ".bias"});
  map.rules.push_back({theirs + "_bn_rm", ours + ".running_mean"});
  map.rules.push_back({theirs + "_bn_riv", ours + ".running_var"});
}

/// R-50.pkl and its like: statistics mostly folded into scale and shift.
NameMap caffe2_map() {
  NameMap map{"caffe2_resnet",
              "Detectron's ImageNet trunks (conv1_w, res2_0_branch2a_w)",
              kTrunk,
              PixelConvention::detectron2,
              true,
              {{"**_momentum", ""}, {"conv1_w", "@conv1.weight"}, {"conv1_b", ""}}};
  add_caffe2_norm(map, "res_conv1", "@bn1");
  for (int stage = 2; stage <= 5; ++stage) {
    const std::string theirs = "res" + std::to_string(stage) + "_#_",
                      ours = "@layer" + std::to_string(stage - 1) + ".#.";
    map.rules.push_back({theirs + "branch1_w", ours + "downsample.0.weight"});
    add_caffe2_norm(map, theirs + "branch1", ours + "downsample.1");
    for (int layer = 1; layer <= 3; ++layer) {
      const std::string branch = theirs + "branch2" + static_cast<char>('a' + layer - 1),
                        number = std::to_string(layer);
      map.rules.push_back({branch + "_w", ours + "conv" + number + ".weight"});
      add_caffe2_norm(map, branch, ours + "bn" + number);
    }
  }
  map.stride_in_1x1 = true;
  map.rules.push_back({"fc1000_w", "fc.weight"});
  map.rules.push_back({"fc1000_b", "fc.bias"});
  return map;
}

}  // namespace

std::vector<NameMap> detectron2_name_maps() { return {model_map(), trunk_map(), caffe2_map()}; }

}  // namespace perpixel
