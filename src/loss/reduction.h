// How a loss over many targets becomes one number.
#pragma once

#include <string>

namespace perpixel {

enum class LossReduction {
  mean,  // divided by the number of counted targets (Caffe's VALID; with class weights caffe-segnet's form)
  weighted_mean,  // divided by the sum of the counted targets' weights (PyTorch's mean)
  sum,            // divided by nothing (FCN's unnormalised loss at batch 1)
};

/// "mean", "weighted_mean", "sum"; throws bad_value.
LossReduction loss_reduction_of(const std::string& name);

}  // namespace perpixel
