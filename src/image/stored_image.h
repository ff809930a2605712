// What the readers of the three formats hand over: pixels as stored, and how to turn them upright.
#pragma once

#include "image/image.h"

namespace perpixel {

struct StoredImage {
  Image image;
  int orientation = 1;  // EXIF 1..8
};

}  // namespace perpixel
