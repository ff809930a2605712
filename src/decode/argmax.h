// Scores per class -> one class per pixel.
#pragma once

#include "label/label_map.h"
#include "tensor/tensor.h"

namespace perpixel {

/// logits (or probabilities) [1, C, h, w] f32 -> ids [height, width] in [0, C): resized bilinearly
/// (align_corners = false) to the given size, then the highest score. Ties go to the lower id; NaN never wins
/// over a number, and a pixel of NaNs only is class 0. Never yields kIgnore. Works row by row: memory is C *
/// width. Throws shape_mismatch for another shape, class_count for 65535 classes or more.
LabelMap argmax_labels(const Tensor& logits, int height, int width);

/// At its own size.
LabelMap argmax_labels(const Tensor& logits);

}  // namespace perpixel
