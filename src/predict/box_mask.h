// The mask of the object in a given box.
#pragma once

#include "image/image.h"
#include "label/mask.h"
#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

/// Where a mask holds; the release's figure.
inline constexpr float kBoxMaskThreshold = 0.4f;

struct BoxMask {
  Tensor probabilities;  // [H, W] of the picture, 0 outside the box and its context
  Mask mask;             // 1 where they are at least the threshold
};

/// The box grown by a little context is cut, warped and scored; the probabilities of the class's grid of
/// classifiers, [50, 50], are blended (decode/location_grid.h) and brought back to the box bilinearly, to the
/// centres of its pixels. The object may reach into the context. Pixels of a box outside the picture do not
/// count. Throws bad_value for a box without a part in the picture or a class that the model does not have,
/// shape_mismatch when the network's scores are not those of a grid of classifiers.
BoxMask predict_box_mask(const Image& image, const Box& box, int class_id, const Recipe& recipe,
                         const Forward& forward, float threshold = kBoxMaskThreshold);

}  // namespace perpixel
