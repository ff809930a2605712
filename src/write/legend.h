// Which colour is which class.
#pragma once

#include <span>

#include "image/image.h"
#include "label/class_list.h"
#include "label/label_map.h"

namespace perpixel {

/// Text size that suits a picture of this width: 1 up to 959 pixels, 2 from 960, 3 from 1600 ... at most 8.
int text_scale(int picture_width);

/// A black strip [h, w, 3] with a swatch and a white name for each class, wrapped into lines. It is `width`
/// wide, or wider when a single entry needs more. No classes: a strip of height 0.
Image legend_strip(int width, std::span<const ClassId> ids, const ClassList& classes, int scale = 1);

/// The same entries, one a line, on a black box of alpha 0.8 in the top left corner of `image` [H, W, 3] u8.
/// What does not fit is cut off.
void draw_legend(Image& image, std::span<const ClassId> ids, const ClassList& classes, int scale = 1);

}  // namespace perpixel
