// The random decisions for one picture in one epoch, before any pixel is touched.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "transform/input_size.h"

namespace perpixel {

enum class CropAt {
  random,  // anywhere on the picture
  object,  // around an object, or anywhere where there is none
};

struct AugmentOptions {
  double scale_min = 1, scale_max = 1;  // uniform range of the random scale, on top of the recipe's size rule
  // px of the training picture, the recipe's context included; 0 = the whole scaled side and its surroundings
  int crop_height = 0, crop_width = 0;
  double flip = 0;           // probability of mirroring left-right
  double color_jitter = 0;   // brightness, contrast, saturation each times a factor in 1 +- this
  double flip_vertical = 0;  // probability of mirroring top-bottom
  double rotate = 0;         // degrees: turned by an angle in +- this
  double elastic = 0;        // px: standard deviation of the displacements of a 3 x 3 grid
  CropAt crop_at = CropAt::random;
  bool object_only = false;  // with CropAt::object: all but that object is labelled as the first class
};

/// How the training picture is bent out of the scaled one, besides mirroring left-right (Ronneberger,
/// Fischer, Brox 2015).
struct Warp {
  bool mirror_vertical = false;
  double angle = 0;                       // radians; what is seen turns counter-clockwise
  std::array<double, 9> down{}, right{};  // px: displacements at the nodes of a 3 x 3 grid over the window
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
  std::optional<Warp> warp;  // set where the options ask for one, whatever was drawn
};

/// Depends on nothing but its arguments: not on threads, order or other pictures. Crops lie anywhere, for an
/// object is not known without the truth: plan_training_pair (transform/augment.h) moves them there.
AugmentPlan plan_augment(PixelSize original, const AugmentOptions& options, const InputRecipe& input,
                         std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture);

}  // namespace perpixel
