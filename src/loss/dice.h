// Dice loss: one minus the overlap of probabilities and truth.
#pragma once

#include "autograd/libtorch.h"

namespace perpixel {

/// logits [N, K, ...] of any float type, target [N, ...] in [0, K) or kIgnoreTarget -> 1 - D, scalar f32,
/// with D = (2 sum p t + e) / (sum p + sum t + e), e = 1e-6, p = softmax(logits), t = 1 for the pixel's class
/// and 0 for others, sums over the labelled pixels of the batch and all classes (milesial/Pytorch-UNet's
/// multi-class form). As every pixel's p and t sum to 1, that is 1 minus the mean probability of the true
/// class: unlike the cross entropy it does not grow where that is near 0. No labelled pixel gives 0 (with
/// gradient 0).
at::Tensor dice_loss(const at::Tensor& logits, const at::Tensor& target);

}  // namespace perpixel
