// Small pictures with known samples.
#pragma once

#include "image/image.h"
#include "recipe/recipe.h"

namespace perpixel {

/// Every sample different from its neighbours; the same on every machine.
inline Image patterned(int height, int width, int channels = 3) {
  Image image(height, width, channels);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        image.at(y, x, c) = static_cast<std::uint8_t>((y * 37 + x * 11 + c * 101 + y * x) % 256);
  return image;
}

/// Samples pass through as they are.
inline InputRecipe plain_input(int channels = 3) {
  InputRecipe input;
  input.channels = channels;
  input.scale = 1;
  input.mean.assign(static_cast<std::size_t>(channels), 0);
  input.deviation.assign(static_cast<std::size_t>(channels), 1);
  return input;
}

}  // namespace perpixel
