// How unsure a network is, as a picture.
#pragma once

#include "image/image.h"
#include "tensor/tensor.h"

namespace perpixel {

/// Variances [1, 1, H, W] of the probabilities of `classes` classes, mean over the classes -> one grey
/// channel: the standard deviation, 255 at its greatest possible value (draws that are sure of every class
/// equally often: variance (1 - 1 / classes) / classes).
Image uncertainty_picture(const Tensor& variance, std::size_t classes);

}  // namespace perpixel
