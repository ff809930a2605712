// --classes: a number, names, or a data set whose label table is used.
#pragma once

#include <string>

#include "label/class_list.h"

namespace perpixel {

/// "11" -> ids 0 .. 10; "sky,road,car" -> those names with ids 0 ..; DATA or a YAML data file -> its table.
ClassList class_list_argument(const std::string& text);

}  // namespace perpixel
