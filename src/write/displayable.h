// Any picture as one that a screen can show.
#pragma once

#include "image/image.h"

namespace perpixel {

/// [H, W, 3] u8. u8 samples stay as they are; u16 and f32 are stretched so that the picture's smallest finite
/// sample is 0 and its largest 255 (12-bit and float pictures would be black or white otherwise). Grey is
/// repeated, grey+alpha and RGBA lose alpha, of more than four channels the first three are shown.
Image displayable(const Image& image);

}  // namespace perpixel
