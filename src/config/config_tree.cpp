#include "config/config_tree.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "config/value.h"
#include "error/error.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Only what JSON itself would read as a number, true, false or null.
Json json_of_scalar(const YamlNode& node) {
  if (node.quoted) return node.scalar;
  const Json parsed = Json::parse(node.scalar, nullptr, false);
  return parsed.is_number() || parsed.is_boolean() || parsed.is_null() ? parsed : Json(node.scalar);
}

Json json_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return nullptr;
    case YamlNode::Kind::scalar:
      return json_of_scalar(node);
    case YamlNode::Kind::sequence: {
      Json list = Json::array();
      for (const auto& item : node.items) list.push_back(json_of(item));
      return list;
    }
    case YamlNode::Kind::map:
      break;
  }
  Json map = Json::object();
  for (const auto& [key, value] : node.entries) map[key] = json_of(value);
  return map;
}

/// Strings keep their quotes: "8" must come back as text, not as a number.
std::string flow(const Json& json) {
  if (json.is_object()) {
    std::string text = "{";
    for (const auto& [key, value] : json.items())
      text += (text.size() > 1 ? ", " : "") + yaml_scalar(key) + ": " + flow(value);
    return text + "}";
  }
  if (json.is_array()) {
    std::string text = "[";
    for (const auto& item : json) text += (text.size() > 1 ? ", " : "") + flow(item);
    return text + "]";
  }
  if (!json.is_string()) return dumped(json);
  const auto& text = json.get_ref<const std::string&>();
  double number = 0;
  return parse_number(text, number) ? "\"" + text + "\"" : yaml_scalar(text);
}

bool has_maps(const Json& list) {
  for (const auto& item : list) {
    if (item.is_object()) return true;
  }
  return false;
}

void write_block(const Json& map, int indent, std::string& out) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  for (const auto& [key, value] : map.items()) {
    out += margin + yaml_scalar(key) + ":";
    if (value.is_object() && !value.empty()) {
      out += "\n";
      write_block(value, indent + 2, out);
    } else if (value.is_array() && has_maps(value)) {
      out += "\n";
      for (const auto& item : value) out += margin + "  - " + flow(item) + "\n";
    } else {
      out += " " + flow(value) + "\n";
    }
  }
}

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

}  // namespace

std::string json_of_tree(const YamlNode& node) { return dumped(json_of(node)); }

std::string yaml_of_json(const std::string& json, int indent) {
  std::string out;
  write_block(Json::parse(json), indent, out);
  return out;
}

std::string json_with(const std::string& json, const std::string& path, const YamlNode& value,
                      const std::string& where) {
  Json root = json.empty() ? Json::object() : Json::parse(json);
  Json* at = &root;
  std::string rest = path;
  while (true) {
    const auto dot = rest.find('.');
    const std::string key = rest.substr(0, dot);
    if (!at->is_object() || !at->contains(key)) {
      throw Error(ErrorCode::unknown_key, where + ": no value `" + key + "` in `" + path + "`",
                  at->is_object() ? did_you_mean(key, keys_of(*at)) : "");
    }
    at = &(*at)[key];
    if (dot == std::string::npos) break;
    rest = rest.substr(dot + 1);
  }
  *at = json_of(value);
  return dumped(root);
}

}  // namespace perpixel
