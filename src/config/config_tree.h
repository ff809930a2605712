// Free-form sections (the recipe): a YAML tree as JSON text, as YAML again, and one value of it replaced.
#pragma once

#include <string>

#include "config/yaml_tree.h"

namespace perpixel {

/// Plain scalars that are numbers, true, false or null in JSON stay so; all others become strings.
std::string json_of_tree(const YamlNode& node);

/// Lines of block YAML, each beginning with `indent` spaces; lists of plain values and maps inside lists on
/// one line.
std::string yaml_of_json(const std::string& json, int indent);

/// Replaces the value at the dotted `path` ("input.scale"), which must exist. Throws unknown_key with the
/// nearest name.
std::string json_with(const std::string& json, const std::string& path, const YamlNode& value,
                      const std::string& where);

}  // namespace perpixel
