// The Lovasz-softmax loss (Berman, Rannen Triki, Blaschko 2018): the intersection over union itself, made
// continuous.
#pragma once

#include "autograd/libtorch.h"

namespace perpixel {

/// logits [N, K, H, W] of any float type, target [N, H, W] in [0, K) or kIgnoreTarget -> scalar f32: the
/// mean, over the classes that occur in the target, of the Lovasz extension of 1 - IU, the whole batch
/// counted as one picture (the paper's "dataset" form). In [0, 1]; 0 with gradient 0 when nothing is
/// labelled.
///
/// Errors are sorted into 4,096 steps instead of fully: the same loss where no two lie within one step, and
/// linear in the number of pixels.
at::Tensor lovasz_softmax(const at::Tensor& logits, const at::Tensor& target);

}  // namespace perpixel
