// What a weight file holds, whatever its format.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel {

struct WeightsFile {
  NamedTensors tensors;
  std::map<std::string, std::string>
      metadata;                      // what perpixel wrote beside them; "caffe.net": the net's name
  std::vector<std::string> skipped;  // what the file holds besides weights: "optimizer", "epoch"
};

}  // namespace perpixel
