#include "dataset/class_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "dataset/yaml_keys.h"
#include "file/file.h"

namespace perpixel {
namespace {

[[noreturn]] void throw_table(const YamlFile& file, const YAML::Node& node, const std::string& what,
                              const std::string& hint = {}) {
  throw Error(ErrorCode::label_table, yaml_place(file, node) + ": " + what, hint);
}

int read_file_id(const YamlFile& file, const YAML::Node& node) {
  const int id = yaml_int(file, node, "id");
  if (id < -1 || id > 65535) throw_table(file, node, "id " + std::to_string(id) + " must be in 0..65535");
  return id;
}

void read_ids(const YamlFile& file, const YAML::Node& node, ClassList& list, ClassInfo& info) {
  if (!node.IsDefined()) return;
  if (!node.IsSequence()) {
    info.file_id = read_file_id(file, node);
    return;
  }
  if (node.size() == 0) throw_table(file, node, "`id` is an empty list");
  info.file_id = read_file_id(file, node[0]);
  for (std::size_t i = 1; i < node.size(); ++i) {
    list.value_aliases.emplace_back(read_file_id(file, node[i]), static_cast<ClassId>(list.size()));
  }
}

/// Returns whether the class has a colour of its own.
bool read_colors(const YamlFile& file, const YAML::Node& node, ClassList& list, ClassInfo& info) {
  if (!node.IsDefined()) return false;
  if (is_yaml_color(node) || !node.IsSequence() || node.size() == 0) {
    info.color = yaml_color(file, node, "color");
    return true;
  }
  info.color = yaml_color(file, node[0], "color");
  for (std::size_t i = 1; i < node.size(); ++i) {
    list.color_aliases.emplace_back(yaml_color(file, node[i], "color"), static_cast<ClassId>(list.size()));
  }
  return true;
}

/// Returns whether the class has a colour of its own.
bool read_class(const YamlFile& file, const YAML::Node& node, ClassList& list) {
  ClassInfo info{.file_id = static_cast<int>(list.size())};
  bool colored = false;
  if (node.IsScalar()) {
    info.name = yaml_text(file, node, "name");
  } else {
    if (!node.IsMap()) throw_table(file, node, "a class is a name or a map with `name`");
    require_known_keys(file, node, {"name", "id", "color", "thing"});
    if (!node["name"].IsDefined()) throw_table(file, node, "a class without `name`");
    info.name = yaml_text(file, node["name"], "name");
    read_ids(file, node["id"], list, info);
    colored = read_colors(file, node["color"], list, info);
    if (node["thing"].IsDefined()) info.is_thing = yaml_bool(file, node["thing"], "thing");
  }
  if (!colored && list.by_color) {
    throw_table(file, node, "class " + info.name + " has no `color`, but the table is by_color");
  }
  list.classes.push_back(info);
  return colored;
}

void read_classes(const YamlFile& file, const YAML::Node& node, ClassList& list) {
  if (!node.IsDefined() || !node.IsSequence() || node.size() == 0) {
    throw_table(file, node, "no list `classes`",
                "write `classes:` with a line `- {name: road, id: 0}` per class");
  }
  if (node.size() > 65000) throw_table(file, node, std::to_string(node.size()) + " classes; at most 65000");
  const std::vector<Rgb> colors = distinct_colors(static_cast<int>(node.size()));
  for (std::size_t i = 0; i < node.size(); ++i) {
    if (!read_class(file, node[i], list)) list.classes[i].color = colors[i];
  }
}

void read_ignore(const YamlFile& file, const YAML::Node& node, ClassList& list) {
  if (!node.IsDefined()) return;
  list.ignore_ids.clear();
  list.ignore_colors.clear();
  if (!node.IsSequence()) throw_table(file, node, "`ignore` must be a list", "for example `ignore: [255]`");
  for (const YAML::Node& entry : node) {
    if (is_yaml_color(entry)) {
      list.ignore_colors.push_back(yaml_color(file, entry, "ignore"));
    } else {
      list.ignore_ids.push_back(yaml_int(file, entry, "ignore"));
    }
  }
}

template <class Key>
void require_once(const YamlFile& file, const YAML::Node& node, std::map<Key, std::string>& seen,
                  const Key& key, const std::string& name, const std::string& what) {
  const auto [at, fresh] = seen.emplace(key, name);
  if (fresh) return;
  throw_table(file, node, what + " belongs to both " + at->second + " and " + name,
              "each value, colour and name stands once in a table");
}

std::string hex(const Rgb& c) {
  static const char* digits = "0123456789abcdef";
  std::string text = "#";
  for (const int part : {c.r, c.g, c.b}) {
    text += digits[part >> 4];
    text += digits[part & 15];
  }
  return text;
}

/// Names and values (or colours, when they name the classes) are unambiguous.
void require_unambiguous(const YamlFile& file, const ClassList& list) {
  const YAML::Node node = file.root["classes"];
  std::map<std::string, std::string> names;
  std::map<int, std::string> ids;
  std::map<Rgb, std::string> colors;
  for (const ClassInfo& info : list.classes) {
    require_once(file, node, names, info.name, info.name, "the name " + info.name);
    require_once(file, node, ids, info.file_id, info.name, "id " + std::to_string(info.file_id));
    if (list.by_color) require_once(file, node, colors, info.color, info.name, "colour " + hex(info.color));
  }
  for (const auto& [id, owner] : list.value_aliases) {
    require_once(file, node, ids, id, list.classes[owner].name, "id " + std::to_string(id));
  }
  for (const auto& [color, owner] : list.color_aliases) {
    if (list.by_color)
      require_once(file, node, colors, color, list.classes[owner].name, "colour " + hex(color));
  }
  for (const int id : list.ignore_ids) {
    if (!list.by_color)
      require_once(file, node, ids, id, std::string("`ignore`"), "value " + std::to_string(id));
  }
}

/// The default `ignore: [255]` and `void_id: 255` give way to a class 255.
void settle_defaults(const YamlFile& file, ClassList& list) {
  const auto is_class = [&](int id) { return list.train_id_of(id).value_or(kIgnore) != kIgnore; };
  if (!file.root["ignore"].IsDefined()) std::erase_if(list.ignore_ids, is_class);
  if (file.root["void_id"].IsDefined()) return;
  if (!list.ignore_ids.empty() && !list.by_color) list.void_id = list.ignore_ids.front();
  while (list.void_id > 0 && is_class(list.void_id)) --list.void_id;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result + "\"";
}

template <class Values, class Text>
std::string joined(const Values& values, const Text& text) {
  std::string result;
  for (const auto& value : values) result += (result.empty() ? "" : ", ") + text(value);
  return result;
}

std::string number(int value) { return std::to_string(value); }
std::string quoted_hex(const Rgb& c) { return "\"" + hex(c) + "\""; }

template <class Key>
std::vector<Key> keys_of(const Key& own, const std::vector<std::pair<Key, ClassId>>& aliases,
                         std::size_t id) {
  std::vector<Key> keys{own};
  for (const auto& [key, owner] : aliases) {
    if (owner == id) keys.push_back(key);
  }
  return keys;
}

template <class Key, class Text>
std::string one_or_list(const std::vector<Key>& keys, const Text& text) {
  return keys.size() == 1 ? text(keys[0]) : "[" + joined(keys, text) + "]";
}

std::string class_line(const ClassList& list, std::size_t i) {
  const ClassInfo& info = list.classes[i];
  return "  - {name: " + quoted(info.name) +
         ", id: " + one_or_list(keys_of(info.file_id, list.value_aliases, i), number) +
         ", color: " + one_or_list(keys_of(info.color, list.color_aliases, i), quoted_hex) +
         (info.is_thing ? ", thing: true" : "") + "}";
}

}  // namespace

ClassList parse_class_table(std::string_view yaml, const std::string& name) {
  const YamlFile file = parse_yaml_map(yaml, name);
  require_known_keys(file, file.root,
                     {"version", "by_color", "classes", "ignore", "void_id", "void_color", "path", "kind",
                      "options", "train", "val", "test", "images", "masks"});
  ClassList list;
  const YAML::Node by_color = file.root["by_color"], void_id = file.root["void_id"];
  if (by_color.IsDefined()) list.by_color = yaml_bool(file, by_color, "by_color");
  read_classes(file, file.root["classes"], list);
  read_ignore(file, file.root["ignore"], list);
  if (void_id.IsDefined()) list.void_id = read_file_id(file, void_id);
  if (file.root["void_color"].IsDefined()) {
    list.void_color = yaml_color(file, file.root["void_color"], "void_color");
  } else if (!list.ignore_colors.empty()) {
    list.void_color = list.ignore_colors.front();
  }
  settle_defaults(file, list);
  require_unambiguous(file, list);
  return list;
}

ClassList read_class_table(const std::filesystem::path& path) {
  return parse_class_table(read_text_file(path, std::size_t{1} << 20), path.string());
}

std::string class_table_text(const ClassList& list, const std::vector<std::string>& comments) {
  std::string text = "version: 1\n";
  text += std::string("by_color: ") + (list.by_color ? "true" : "false") + "\nclasses:\n";
  for (std::size_t i = 0; i < list.size(); ++i) {
    text += class_line(list, i);
    if (i < comments.size() && !comments[i].empty()) text += "  # " + comments[i];
    text += "\n";
  }
  const std::string values = joined(list.ignore_ids, number), colors = joined(list.ignore_colors, quoted_hex);
  text += "ignore: [" + values + (values.empty() || colors.empty() ? "" : ", ") + colors + "]\n";
  return text + "void_id: " + number(list.void_id) + "\nvoid_color: " + quoted_hex(list.void_color) + "\n";
}

}  // namespace perpixel
