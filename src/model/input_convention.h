// The two conventions of pixels that networks of this lineage were trained with.
#pragma once

#include "recipe/recipe.h"

namespace perpixel {

/// RGB in 0..1, minus the ImageNet mean, divided by its deviation (torchvision's). Grey pictures use the
/// means over the colours; other channel counts mean 0.5, deviation 0.25.
InputRecipe unit_deviation_input(int channels);

/// B, G, R in 0..255 minus the VOC mean (104.00699, 116.66877, 122.67892), no division (Caffe's; Long et al.
/// 2015). Other channel counts: the mean of the three.
InputRecipe caffe_input(int channels);

/// Pictures are brought to exactly `side` x `side`: what a classifier with dense layers needs.
InputRecipe at_fixed_size(InputRecipe input, int side);

/// Sides are filled up to the next multiple, mirrored, and scores cut back (segmentation_models_pytorch takes
/// multiples of 32 only).
InputRecipe at_multiple_of(InputRecipe input, int side);

}  // namespace perpixel
