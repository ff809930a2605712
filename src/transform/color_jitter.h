// Brightness, contrast and saturation, fused with normalisation.
#pragma once

#include "transform/augment_plan.h"
#include "transform/normalise.h"

namespace perpixel {

/// As write_normalised, but each sample v of the 0..255 scale first becomes
///   contrast * brightness * (saturation * v + (1 - saturation) * grey) + (1 - contrast) * brightness * mean
///   grey
/// clamped to 0..255; grey = 0.299 R + 0.587 G + 0.114 B of the pixel (ITU-R 601), its mean over the
/// rectangle. Pictures of other than 3 channels have no saturation; their grey is the mean of the channels.
void write_jittered(const Image& image, const PictureRect& rect, const InputRecipe& input,
                    const AugmentPlan& plan, const PlaneTarget& target);

}  // namespace perpixel
