// YAML text as a small tree of our own: bounded, without aliases, every node with its line.
#pragma once

#include <string>
#include <vector>

namespace perpixel {

struct YamlEntry;

struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  std::string scalar;
  bool quoted = false;
  std::vector<YamlNode> items;     // sequence
  std::vector<YamlEntry> entries;  // map, in file order
  int line = 1;                    // from 1
};

struct YamlEntry {
  std::string key;
  YamlNode value;
};

/// Bounds of what is read: a configuration is written by hand or by us.
inline constexpr std::size_t kMaxYamlBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxYamlNodes = 200'000;
inline constexpr int kMaxYamlDepth = 64;

/// One document. Empty text is a null node. Throws config_syntax with `name:line` for bad syntax, duplicate
/// keys, keys that are no scalars, anchors and aliases, a second document, or more than the bounds.
YamlNode parse_yaml_tree(const std::string& text, const std::string& name);

}  // namespace perpixel
