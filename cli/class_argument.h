// --classes: a number, names, or a data set whose label table is used.
#pragma once

#include <string>

#include "label/class_list.h"

namespace perpixel {

/// "11" -> ids 0 .. 10; "sky,road,car" -> those names with ids 0 ..; DATA or a YAML data file -> its table.
/// Numbers above `most` are refused: masks of plain numbers hold 255 classes, classifiers of pictures
/// kMostClasses.
inline constexpr int kMostMaskClasses = 255, kMostClasses = 65534;
ClassList class_list_argument(const std::string& text, int most);

}  // namespace perpixel
