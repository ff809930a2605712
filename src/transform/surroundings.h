// What a network sees around a picture: context that it consumes, and filling up to a size that it takes.
#pragma once

#include <vector>

#include "recipe/recipe.h"
#include "tensor/tensor.h"
#include "transform/input_size.h"

namespace perpixel {

/// True when the network gets pictures as they are: no context, any size.
bool takes_bare_pictures(const InputRecipe& input);

/// Sides of the tensor for a picture of `core` px: the context on every side, then filled at the bottom and
/// right to at least size_least and to size_remainder mod size_multiple.
PixelSize surrounded_size(const InputRecipe& input, PixelSize core);

/// Where position i of an endless mirrored axis lies on an axis of `size` px: reflect-101, repeated as often
/// as it takes; always 0 on an axis of 1 px.
int mirrored_position(int i, int size);

/// For positions [origin, origin + count) of a surrounded axis: the position of the picture's axis of `side`
/// px that lies there, or -1 where the mean is filled in.
std::vector<int> surrounding_sources(const InputRecipe& input, int side, int origin, int count);

/// data [1, C, h, w] -> [1, C, h', w'] of surrounded_size, the picture at (context, context); around it the
/// recipe's fill: mirrored, or 0, which is the mean colour.
Tensor with_surroundings(const Tensor& data, const InputRecipe& input);

}  // namespace perpixel
