// CIELAB, the colour space in which distances are roughly what the eye sees.
#pragma once

#include <vector>

#include "image/image.h"

namespace perpixel {

/// [3, H, W]: L in 0..100, a and b about -110..110.
struct LabPlanes {
  int height = 0, width = 0;
  std::vector<float> values;
  const float* plane(int c) const {
    return values.data() +
           static_cast<std::size_t>(c) * static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  }
};

/// sRGB -> Lab under D65 (2 degrees), as scikit-image's rgb2lab. `low`..`high` of the samples' own scale is
/// stretched to 0..1 first (u8: 0, 255 is the picture as it is); samples outside are not clipped; high = low
/// stretches nothing. Throws image_unsupported unless there are 3 channels.
LabPlanes rgb_to_lab(const Image& image, float low, float high);

}  // namespace perpixel
