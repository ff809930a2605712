// Interleaved samples of a picture -> normalised planes of a tensor: the one place where mean and deviation
// act.
#pragma once

#include <span>
#include <vector>

#include "image/image.h"
#include "recipe/recipe.h"

namespace perpixel {

/// A rectangle of a picture: rows [top, top + height), columns [left, left + width), all inside.
struct PictureRect {
  int top = 0, left = 0, height = 0, width = 0;
};

/// Where a rectangle goes: planes [C, plane_height, plane_width], its corner at (top, left), mirrored
/// left-right inside the rectangle when asked.
struct PlaneTarget {
  std::span<float> planes;
  int plane_height = 0, plane_width = 0;
  int top = 0, left = 0;
  bool mirror = false;
};

/// One number per channel of the tensor for a sample on the 0..255 scale: (sample * scale - mean) /
/// deviation.
float normalised(const InputRecipe& input, int channel, float sample_255);

/// Which channel of the picture feeds channel c of the tensor (reversed for BGR).
inline int source_channel(const InputRecipe& input, int c) { return input.bgr ? input.channels - 1 - c : c; }

/// What brings a sample of this type to the 0..255 scale.
float to_255(SampleType type);

/// Writes the rectangle of `image`, which has input.channels channels, normalised, into the planes.
void write_normalised(const Image& image, const PictureRect& rect, const InputRecipe& input,
                      const PlaneTarget& target);

}  // namespace perpixel
