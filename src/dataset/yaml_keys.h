// Strict reading of small YAML files: every mistake is named with its file and line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.h"
#include "label/class_list.h"

namespace perpixel {

/// A YAML document and the name it has in messages.
struct YamlFile {
  std::string name;
  YAML::Node root;
};

/// Throws config_syntax (with the line) unless `text` is one YAML map of at most 1 MiB; newer_version when
/// its `version` is above 1.
YamlFile parse_yaml_map(std::string_view text, const std::string& name);

/// "classes.yaml:12: what", for errors.
std::string yaml_place(const YamlFile& file, const YAML::Node& node);

/// Throws unknown_key with the nearest known one.
void require_known_keys(const YamlFile& file, const YAML::Node& map,
                        std::initializer_list<const char*> known);

/// Scalars; throw bad_value with file, line, key and text.
int yaml_int(const YamlFile& file, const YAML::Node& node, const std::string& key);
bool yaml_bool(const YamlFile& file, const YAML::Node& node, const std::string& key);
std::string yaml_text(const YamlFile& file, const YAML::Node& node, const std::string& key);
/// [r, g, b] of 0..255, or "#rrggbb".
Rgb yaml_color(const YamlFile& file, const YAML::Node& node, const std::string& key);
bool is_yaml_color(const YAML::Node& node);

}  // namespace perpixel
