// A picture with its labels painted over it, to look at.
#pragma once

#include "image/image.h"
#include "label/class_list.h"
#include "label/label_map.h"

namespace perpixel {

enum class LegendPlace {
  none,
  below,   // a strip under the picture; the result is taller (and wider when a name needs it)
  inside,  // a box in the top left corner; the size stays
};

struct OverlayOptions {
  float alpha = 0.6f;  // share of the class colour
  LegendPlace legend = LegendPlace::below;
};

/// [H, W, 3] u8 (plus legend): class colours blended over the displayable picture; kIgnore pixels show the
/// picture. The legend names the classes that occur. Throws size_mismatch when picture and labels differ in
/// size and label_not_in_table when an id is neither a class nor kIgnore.
Image overlay(const Image& picture, const LabelMap& labels, const ClassList& classes,
              const OverlayOptions& options = {});

}  // namespace perpixel
