// The mean of several opinions about the same pixels.
#pragma once

#include "tensor/tensor.h"

namespace perpixel {

/// Probability maps [1, C, H, W] of one size, summed in the order given.
class ProbabilityAverage {
 public:
  void add(Tensor probabilities);
  /// The mean of what was added (at least one map).
  Tensor mean() &&;

 private:
  Tensor sum_;
  int count_ = 0;
};

}  // namespace perpixel
