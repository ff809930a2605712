// The label table as a file: classes.yaml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "label/class_list.h"

namespace perpixel {

/// version: 1
/// by_color: false              # true: the colours of RGB masks name the classes
/// classes:
///   - {name: road, id: 7, color: [128, 64, 128]}
///   - {name: car, id: [26, 27], color: "#00008e", thing: true}   # further ids or colours join the class
/// ignore: [255]                # values, or colours when by_color
/// void_id: 255                 # written where nothing is known
/// void_color: [224, 224, 192]
///
/// `id` defaults to the position, `color` to a distinct one (but is needed when by_color). Keys of data files
/// (path, train, ...) are passed over. Throws label_table, unknown_key, bad_value, config_syntax,
/// newer_version with file and line.
ClassList parse_class_table(std::string_view yaml, const std::string& name);
ClassList read_class_table(const std::filesystem::path& path);

/// The same as a file to edit. parse(text(classes)) == classes. `comments[i]` goes behind class i's line.
std::string class_table_text(const ClassList& classes, const std::vector<std::string>& comments = {});

}  // namespace perpixel
