// Label maps too large for memory, as tiled TIFF files.
#pragma once

#include <filesystem>
#include <functional>

#include "label/class_list.h"
#include "label/label_map.h"

namespace perpixel {

/// Takes the next rows of a label map, [h, width], from top to bottom.
using LabelRowsSink = std::function<void(const LabelMap& rows)>;

/// Writes height x width labels atomically; `produce` gives them to the sink, all rows in order. Values and
/// colours are those of write_label_png: the classes' file ids, kIgnore the table's void id, up to 255 with a
/// colour map. On any failure, also one thrown by `produce`, no file is left and an old one stays. Throws
/// disk_full, cannot_write, label_not_in_table, and bad_value when rows are missing.
void write_label_tiff(const std::filesystem::path& path, int height, int width, const ClassList& classes,
                      const std::function<void(const LabelRowsSink& sink)>& produce);

}  // namespace perpixel
