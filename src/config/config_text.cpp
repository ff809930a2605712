// Writing: a Config as nested YAML that reads back to the same values.
#include <algorithm>

#include "config/config.h"
#include "config/config_tree.h"
#include "config/value.h"

namespace perpixel {
namespace {

/// Lists are flow text already; a tree becomes a block below its key.
std::string value_text(const ConfigKey& key, const std::string& value, int indent) {
  if (key.type == KeyType::tree && value.empty()) return " {}\n";
  std::string text = key.type == KeyType::tree ? "\n" : " ";
  const bool is_list =
      !value.empty() && value.front() == '[' && (key.type == KeyType::list || *key.allowed != '\0');
  if (key.type == KeyType::tree) return text.append(yaml_of_json(value, indent + 2));
  const bool is_bare = is_list || key.type == KeyType::boolean;
  return text.append(is_bare ? value : yaml_scalar(value)).append("\n");
}

/// At the end of the first line: a tree goes on below it.
std::string with_comment(std::string lines, std::string comment) {
  std::replace_if(
      comment.begin(), comment.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  lines.insert(lines.find('\n'), "  # " + comment);
  return lines;
}

}  // namespace

std::string Config::to_yaml(bool with_origins) const {
  std::string out = "version: " + std::to_string(kVersion) + "\n";
  std::string section;
  for (const auto& key : config_schema()) {
    const std::string name = key.name;
    const auto dot = name.find('.');
    const std::string parent = dot == std::string::npos ? "" : name.substr(0, dot);
    if (parent != section && !parent.empty()) out += parent + ":\n";
    section = parent;
    const int indent = parent.empty() ? 0 : 2;
    const auto& [value, origin] = entry(name);
    const std::string lines = std::string(static_cast<std::size_t>(indent), ' ') +
                              (parent.empty() ? name : name.substr(dot + 1)) + ":" +
                              value_text(key, value, indent);
    out += with_origins || origin.starts_with("chosen") ? with_comment(lines, origin) : lines;
  }
  return out;
}

}  // namespace perpixel
