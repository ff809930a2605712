// From a data set to training batches, by number.
#pragma once

#include <cstdint>

#include "dataset/dataset.h"
#include "recipe/recipe.h"
#include "train/batch_loader.h"
#include "train/picture_order.h"
#include "transform/augment.h"
#include "transform/pixel_weights.h"

namespace perpixel {

/// What a pixel's loss is multiplied with.
struct PixelWeighting {
  BorderWeight border;
  std::vector<float> class_weights;  // what the loss itself weighs classes with; empty = all 1
};

/// Batch `index` holds positions index * batch … of `order`. Crop 0 (whole pictures) needs
/// batch 1. Batches have weights where a border weighs something. An error while loading names the picture.
/// Throws bad_value for a crop that the network does not take and for options that exclude each other.
/// `data` must outlive the result.
MakeBatch training_batches(const Dataset& data, const Recipe& recipe, const AugmentOptions& augment,
                           std::uint64_t seed, int batch, PictureOrder order,
                           const PixelWeighting& weighting = {});

}  // namespace perpixel
