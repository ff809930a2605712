// What a network that sees boxes gets of a picture: the box with a little around it, warped to one size; and
// the truth in the same frame.
#pragma once

#include <cstdint>
#include <span>

#include "image/image.h"
#include "label/mask.h"
#include "recipe/recipe.h"
#include "tensor/tensor.h"
#include "transform/augment_plan.h"

namespace perpixel {

/// The box grown by a twelfth of its sides on each of them (R-CNN's 16 px around the 192 px that the box
/// takes of 224; Girshick et al. 2014), cut at the borders of the picture. Empty when no part of the box lies
/// inside or an edge is not finite.
Box box_with_context(const Box& box, PixelSize picture);

/// [1, C, height, width] of a recipe of fixed size: the box, which lies inside the picture, warped to it
/// (Pillow's bilinear) and normalised. The box of the whole picture gives what to_tensor gives. Throws
/// bad_value for an empty box or one that leaves the picture.
Tensor box_tensor(const Image& image, const Box& box, const InputRecipe& input);

/// The same into [C, height, width], with what the plan says of mirroring and colours.
void fill_box_image(const Image& image, const Box& box, const InputRecipe& input, const AugmentPlan& plan,
                    std::span<float> to);

/// The mask in the box's frame, [side, side]: 1 inside, 0 outside, of the pixel that cell (y, x) lies on: row
/// floor(y0 + (y + 0.5) height / side), columns alike ("nearest index"); mirrored left-right when asked.
void fill_box_target(const Mask& mask, const Box& box, int side, bool mirror, std::span<std::int64_t> to);

}  // namespace perpixel
