// Label maps as colours.
#pragma once

#include "image/image.h"
#include "label/class_list.h"
#include "label/label_map.h"

namespace perpixel {

/// Throws label_not_in_table, naming x, y and value, when an id is neither a class nor kIgnore.
void require_classes(const LabelMap& labels, const ClassList& classes);

/// [H, W, 3] u8: each pixel in the colour of its class, kIgnore in the void colour.
Image label_colors(const LabelMap& labels, const ClassList& classes);

/// The classes that occur, ascending; kIgnore is none.
std::vector<ClassId> classes_present(const LabelMap& labels, const ClassList& classes);

}  // namespace perpixel
