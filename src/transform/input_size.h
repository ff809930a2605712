// The size rule of a recipe.
#pragma once

#include "recipe/recipe.h"

namespace perpixel {

struct PixelSize {
  int height = 0, width = 0;
  friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

/// Sides times `factor`, rounded to nearest, at least 1 px.
PixelSize scaled(PixelSize size, double factor);

/// What a picture of `original` px becomes. short_side: the shorter side becomes `size` unless the longer one
/// would exceed `max_size`; proportions are kept, sides rounded to nearest, at least 1 px.
PixelSize input_size(const InputRecipe& input, PixelSize original);

}  // namespace perpixel
