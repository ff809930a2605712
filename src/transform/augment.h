// One training picture with its truth: scaled, cropped, mirrored, jittered, normalised, in one go. Only the
// pixels of the crop are computed, and they are written where the batch wants them.
#pragma once

#include <cstdint>
#include <span>

#include "label/example.h"
#include "recipe/recipe.h"
#include "transform/augment_plan.h"

namespace perpixel {

/// Height and width that fill_training_pair will write for a picture of `original` px: the crop's, or the
/// scaled picture's where the crop is 0.
PixelSize training_pair_size(PixelSize original, const AugmentOptions& options, const InputRecipe& input,
                             std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture);

/// What fill_training_pair does with this picture: plan_augment, with the window around an object
/// (transform/object_crop.h) where the options ask for it and the picture has one.
AugmentPlan plan_training_pair(const Example& example, const AugmentOptions& options,
                               const InputRecipe& input, std::uint64_t seed, std::uint64_t epoch,
                               std::uint64_t picture);

/// image: [C, h, w] normalised floats; pixels outside the picture are the mean colour, that is 0.
/// target: [h, w] train ids or kIgnoreTarget, nearest neighbour; all kIgnoreTarget when the example has no
/// labels; empty = not wanted (classification). With flip_vertical, rotate or elastic the picture is bent
/// (transform/warp.h), and what lies outside is the picture mirrored, with its labels. With object_only the
/// target is that of the object alone: all else is the first class. Throws shape_mismatch
/// when a span has another size, size_mismatch when labels and picture differ.
void fill_training_pair(const Example& example, const AugmentOptions& options, const InputRecipe& input,
                        std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture,
                        std::span<float> image, std::span<std::int64_t> target);

}  // namespace perpixel
