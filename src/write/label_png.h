// Label maps as PNG files that other programs read: the data set's own ids, coloured by a palette.
#pragma once

#include <filesystem>

#include "file/file.h"
#include "label/class_list.h"
#include "label/label_map.h"

namespace perpixel {

/// Values are the classes' file ids, kIgnore the table's void id. Ids up to 255 give an indexed PNG with the
/// classes' colours; larger ones a 16-bit grey PNG. Throws label_not_in_table when an id is neither a class
/// nor kIgnore.
Bytes encode_label_png(const LabelMap& labels, const ClassList& classes);

/// The same, written atomically.
void write_label_png(const std::filesystem::path& path, const LabelMap& labels, const ClassList& classes);

}  // namespace perpixel
