// A decoded picture -> the input of a graph, exactly as its recipe says.
#pragma once

#include "image/image.h"
#include "recipe/recipe.h"
#include "tensor/tensor.h"
#include "transform/input_size.h"

namespace perpixel {

/// [1, C, h, w] f32: resized (Pillow's bilinear) to the size rule's size times `extra_scale`, brought to the
/// recipe's channels (grey <-> colour, alpha dropped), normalised. Throws image_unsupported when the channels
/// cannot be adapted, bad_value for an empty picture.
Tensor to_tensor(const Image& image, const InputRecipe& input, double extra_scale = 1);

}  // namespace perpixel
