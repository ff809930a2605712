// Which boxes of which pictures: the file of `predict --boxes`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "label/box.h"

namespace perpixel {

struct ListedBox {
  std::string where;       // "boxes.csv:7", "boxes.json[6]"
  std::string file;        // of the picture, as written
  Box box;                 // as written
  std::string class_name;  // name, or the data set's own number; "" = not said
};

/// A table (.csv): columns file, x0, y0, x1, y1 and perhaps class, in this order or, under a first line that
/// names them, in any, others ignored; no quotes, so that no cell has a comma; # begins a comment. Or a list
/// (.json) of objects with these keys. Coordinates are pixels, fractions allowed, x right, y down; a box
/// covers [x0, x1) x [y0, y1). Throws file_not_found, config_syntax or bad_value naming the line; whether a
/// box makes sense for its picture is not looked at.
std::vector<ListedBox> read_boxes(const std::filesystem::path& file);
/// The same of texts; `name` stands for the file in messages.
std::vector<ListedBox> boxes_from_table(const std::string& text, const std::string& name);
std::vector<ListedBox> boxes_from_json(const std::string& text, const std::string& name);

}  // namespace perpixel
