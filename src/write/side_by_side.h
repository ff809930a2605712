// Pictures in one row, each under its title: picture | truth | prediction.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "image/image.h"
#include "label/class_list.h"
#include "label/label_map.h"

namespace perpixel {

struct Panel {
  std::string title;
  Image image;  // anything displayable
};

/// One [H, W, 3] u8 picture: the panels from left to right, top-aligned, white between them. No panels:
/// empty.
Image side_by_side(std::span<const Panel> panels);

/// picture | truth (when there is one) | prediction, the latter two as overlays, and a legend of the classes
/// that occur. Throws as `overlay` does.
Image compare_labels(const Image& picture, const LabelMap* truth, const LabelMap& prediction,
                     const ClassList& classes);

}  // namespace perpixel
