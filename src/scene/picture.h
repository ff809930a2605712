// Samples -> the RGB picture.
#pragma once

#include "image/image.h"
#include "scene/ownership.h"

namespace perpixel {

/// [H, W, 3] u8. Casts the sun's shadows into drawing.grid, then shades each surface of a pixel once and
/// mixes them by the samples they hold.
Image shade_picture(Drawing& drawing);

}  // namespace perpixel
