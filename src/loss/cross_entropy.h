// Softmax cross entropy over classes, per pixel or per picture.
#pragma once

#include <vector>

#include "autograd/libtorch.h"
#include "label/label_map.h"
#include "loss/reduction.h"

namespace perpixel {

struct CrossEntropyOptions {
  LossReduction reduction = LossReduction::mean;
  std::vector<float> class_weights;  // empty = all 1
  at::Tensor pixel_weights;          // f32, shape of the target: multiplies each loss; undefined = all 1
};

/// logits [N, K, ...] of any float type, target [N, ...] in [0, K) or kIgnoreTarget -> scalar f32.
/// Computed in f32: a sum over 3e5 pixels overflows half precision. No counted target gives 0 (with gradient
/// 0).
at::Tensor cross_entropy(const at::Tensor& logits, const at::Tensor& target,
                         const CrossEntropyOptions& options);

}  // namespace perpixel
