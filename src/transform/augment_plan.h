// The random decisions for one picture in one epoch, before any pixel is touched.
#pragma once

#include <cstdint>

#include "transform/input_size.h"

namespace perpixel {

struct AugmentOptions {
  double scale_min = 1, scale_max = 1;  // uniform range of the random scale, on top of the recipe's size rule
  // px of the training picture, the recipe's context included; 0 = the whole scaled side and its surroundings
  int crop_height = 0, crop_width = 0;
  double flip = 0;          // probability of mirroring left-right
  double color_jitter = 0;  // brightness, contrast, saturation each times a factor in 1 +- this
};

/// Throws bad_value naming the option, its value and the bound.
void check_augment_options(const AugmentOptions& options);

/// The window may reach beyond the scaled picture (negative corners): there it is padded.
struct AugmentPlan {
  PixelSize scaled;       // the whole picture, scaled
  int top = 0, left = 0;  // corner of the window in the scaled picture
  PixelSize window;       // size of the training picture
  bool mirror = false;
  float brightness = 1, contrast = 1, saturation = 1;
};

/// Depends on nothing but its arguments: not on threads, order or other pictures.
AugmentPlan plan_augment(PixelSize original, const AugmentOptions& options, const InputRecipe& input,
                         std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture);

}  // namespace perpixel
