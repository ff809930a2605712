// Scores per class -> probabilities per class.
#pragma once

#include <span>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel {

/// exp(score - highest) / sum; sums to 1.
std::vector<float> softmax(std::span<const float> scores);

/// logits [1, C, h, w] -> [1, C, height, width]: resized bilinearly (align_corners = false), then softmax
/// over C.
Tensor softmax_probabilities(const Tensor& logits, int height, int width);

}  // namespace perpixel
