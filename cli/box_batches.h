// From the objects of a data set to training batches of boxes, by number.
#pragma once

#include <cstdint>

#include "config/config.h"
#include "dataset/dataset.h"
#include "recipe/recipe.h"
#include "train/batch_loader.h"
#include "train/picture_order.h"
#include "transform/augment.h"

namespace perpixel {

/// Batch `index` holds positions index * batch ... of `order` over `objects` (dataset/objects.h): the
/// object's box with its context, warped to the recipe's size, mirrored and changed in colour as `augment`
/// says; its mask in that box, 50 x 50; its class; and the box's weight, min(area / side^2, 1): the release's
/// for a network that sees 224 px a side. An error while loading names the picture. `objects` must outlive
/// the result.
MakeBatch box_batches(const Dataset& objects, const Recipe& recipe, const AugmentOptions& augment,
                      std::uint64_t seed, int batch, PictureOrder order);

/// Throws bad_value naming the first train.* key that says something which boxes do not know: other losses,
/// weights of classes and borders, bending, another crop or scale.
void require_box_settings(const Config& config, const Recipe& recipe);

}  // namespace perpixel
