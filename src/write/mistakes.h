// Where a prediction is wrong.
#pragma once

#include "image/image.h"
#include "label/label_map.h"

namespace perpixel {

/// [H, W, 3] u8: the picture in pale grey, wrong pixels red, pixels whose truth is kIgnore dark.
/// Throws size_mismatch unless all three have one size.
Image mistakes(const Image& picture, const LabelMap& truth, const LabelMap& prediction);

}  // namespace perpixel
