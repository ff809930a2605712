#include "label/class_list.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {
namespace {

template <class Key>
std::optional<ClassId> alias_of(const std::vector<std::pair<Key, ClassId>>& aliases, const Key& key) {
  for (const auto& [alias, id] : aliases) {
    if (alias == key) return id;
  }
  return std::nullopt;
}

template <class Key>
bool contains(const std::vector<Key>& keys, const Key& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

std::vector<std::string> ClassList::names() const {
  std::vector<std::string> result;
  result.reserve(classes.size());
  for (const ClassInfo& info : classes) result.push_back(info.name);
  return result;
}

// A class beats the ignore list: in a set of two values 0 and 255, 255 is a class.
std::optional<ClassId> ClassList::train_id_of(int file_id) const {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].file_id == file_id) return static_cast<ClassId>(i);
  }
  if (const auto id = alias_of(value_aliases, file_id)) return id;
  if (contains(ignore_ids, file_id)) return kIgnore;
  return std::nullopt;
}

std::optional<ClassId> ClassList::train_id_of(const Rgb& color) const {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].color == color) return static_cast<ClassId>(i);
  }
  if (const auto id = alias_of(color_aliases, color)) return id;
  if (contains(ignore_colors, color)) return kIgnore;
  return std::nullopt;
}

ClassList class_list_of(const std::vector<std::string>& names) {
  if (names.size() >= kIgnore) {
    throw Error(ErrorCode::label_table,
                "a label table of " + std::to_string(names.size()) + " classes; at most 65534 are possible");
  }
  const std::vector<Rgb> colors = distinct_colors(static_cast<int>(names.size()));
  ClassList list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    list.classes.push_back({.name = names[i], .file_id = static_cast<int>(i), .color = colors[i]});
  }
  // With more than 255 classes 255 is a class; the void of 16-bit masks is 65535.
  if (names.size() > 255) {
    list.ignore_ids = {65535};
    list.void_id = 65535;
  }
  return list;
}

ClassList class_list_from_one(const std::vector<std::string>& names) {
  ClassList list = class_list_of(names);
  for (std::size_t i = 0; i < list.size(); ++i) list.classes[i].file_id = static_cast<int>(i) + 1;
  list.ignore_ids = {0, 255};
  list.void_id = 0;
  list.void_color = {0, 0, 0};
  return list;
}

}  // namespace perpixel
