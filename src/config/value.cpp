#include "config/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "config/config_tree.h"
#include "error/error.h"

namespace perpixel {
namespace {

const char* type_name(KeyType type) {
  switch (type) {
    case KeyType::text:
      return "text";
    case KeyType::integer:
      return "a whole number";
    case KeyType::number:
      return "a number";
    case KeyType::boolean:
      return "true or false";
    case KeyType::list:
      return "a list";
    case KeyType::tree:
      return "a section";
  }
  return "";
}

[[noreturn]] void refuse(const ConfigKey& key, const std::string& value, const std::string& where,
                         const std::string& wanted) {
  throw Error(ErrorCode::bad_value, where + ": " + key.name + " = " + value + " must be " + wanted,
              key.meaning);
}

std::vector<std::string> choices(const ConfigKey& key) {
  std::vector<std::string> found;
  std::string_view rest = key.allowed;
  while (!rest.empty()) {
    const auto bar = rest.find('|');
    found.emplace_back(rest.substr(0, bar));
    rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
  }
  return found;
}

bool takes_list(const ConfigKey& key) {
  return key.type == KeyType::list || std::string_view(key.allowed).find("[list]") != std::string_view::npos;
}

bool takes_auto(const ConfigKey& key) { return std::string_view(key.standard) == "auto"; }

/// "0..1", "1..", ">0"; anything else has no bounds.
void check_bounds(const ConfigKey& key, double number, const std::string& value, const std::string& where) {
  const std::string_view allowed = key.allowed;
  if (allowed == ">0") {
    if (!(number > 0)) refuse(key, value, where, "above 0");
    return;
  }
  const auto dots = allowed.find("..");
  if (dots == std::string_view::npos) return;
  double low = 0, high = std::numeric_limits<double>::infinity();
  parse_number(std::string(allowed.substr(0, dots)), low);
  if (dots + 2 < allowed.size()) parse_number(std::string(allowed.substr(dots + 2)), high);
  if (number >= low && number <= high) return;
  const bool open_ended = dots + 2 == allowed.size();
  refuse(key, value, where,
         open_ended ? "at least " + std::string(allowed.substr(0, dots))
                    : "in [" + std::string(allowed.substr(0, dots)) + ", " +
                          std::string(allowed.substr(dots + 2)) + "]");
}

std::string boolean_value(const ConfigKey& key, const std::string& text, const std::string& where) {
  static constexpr std::array yes{"true", "True", "TRUE", "yes", "on", "1"};
  static constexpr std::array no{"false", "False", "FALSE", "no", "off", "0"};
  if (std::find(yes.begin(), yes.end(), text) != yes.end()) return "true";
  if (std::find(no.begin(), no.end(), text) != no.end()) return "false";
  refuse(key, text, where, type_name(key.type));
}

std::string integer_value(const ConfigKey& key, const std::string& text, const std::string& where) {
  std::int64_t integer = 0;
  if (!parse_integer(text, integer)) refuse(key, text, where, type_name(key.type));
  check_bounds(key, static_cast<double>(integer), text, where);
  return std::to_string(integer);
}

std::string number_value(const ConfigKey& key, const std::string& text, const std::string& where) {
  double number = 0;
  if (!parse_number(text, number)) refuse(key, text, where, type_name(key.type));
  check_bounds(key, number, text, where);
  return text;
}

std::string text_value(const ConfigKey& key, const std::string& text, const std::string& where) {
  const auto known = choices(key);
  if (known.empty() || std::find(known.begin(), known.end(), text) != known.end()) return text;
  std::string wanted = "one of";
  for (const auto& choice : known) wanted += (choice == known.front() ? " " : ", ") + choice;
  refuse(key, "\"" + text + "\"", where, wanted);
}

std::string scalar_value(const ConfigKey& key, const std::string& text, const std::string& where) {
  if (text == "auto" && takes_auto(key)) return text;
  switch (key.type) {
    case KeyType::boolean:
      return boolean_value(key, text, where);
    case KeyType::integer:
      return integer_value(key, text, where);
    case KeyType::number:
      return number_value(key, text, where);
    case KeyType::text:
      return text_value(key, text, where);
    case KeyType::list:
    case KeyType::tree:
      break;
  }
  refuse(key, text, where, type_name(key.type));
}

/// Items of bounded lists, and of a list in place of a choice, are numbers.
void check_item(const ConfigKey& key, const std::string& item, const std::string& where) {
  if (std::string_view(key.allowed).empty()) return;
  double number = 0;
  if (!parse_number(item, number)) refuse(key, item, where, "a list of numbers");
  check_bounds(key, number, item, where);
}

std::string list_value(const ConfigKey& key, const std::vector<std::string>& items,
                       const std::string& where) {
  for (const auto& item : items) check_item(key, item, where);
  if (items.size() < key.least || items.size() > key.most)
    refuse(key, join_list(items), where,
           "a list of " + std::to_string(key.least) + " to " + std::to_string(key.most) + " values");
  return join_list(items);
}

std::vector<std::string> scalars_of(const ConfigKey& key, const YamlNode& node, const std::string& where) {
  std::vector<std::string> items;
  for (const auto& item : node.items) {
    if (item.kind != YamlNode::Kind::scalar) refuse(key, "[...]", where, "a list of plain values");
    items.push_back(item.scalar);
  }
  return items;
}

bool is_plain_word(const std::string& text) {
  static constexpr std::array reserved{"true", "false", "null", "yes", "no", "on",
                                       "off",  "y",     "n",    "~",   ".",  ".."};
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto inner = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-';
  };
  if (text.empty() || !(letter(text[0]) || text[0] == '/' || text[0] == '.')) return false;
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  if (std::find(reserved.begin(), reserved.end(), lower) != reserved.end()) return false;
  return std::all_of(text.begin(), text.end(), inner);
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> items;
  if (trimmed(text).empty()) return items;
  while (true) {
    const auto comma = text.find(',');
    items.push_back(trimmed(text.substr(0, comma)));
    if (comma == std::string_view::npos) return items;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

bool parse_number(const std::string& text, double& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size() && std::isfinite(number);
}

bool parse_integer(const std::string& text, std::int64_t& integer) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), integer);
  if (failed == std::errc{} && end == text.data() + text.size()) return true;
  double number = 0;
  constexpr double kExact = 9007199254740992.0;  // 2^53: whole numbers below it are exact
  if (!parse_number(text, number) || number != std::floor(number) || std::abs(number) > kExact) return false;
  integer = static_cast<std::int64_t>(number);
  return true;
}

std::string yaml_scalar(const std::string& text) {
  double number = 0;
  if (is_plain_word(text) || parse_number(text, number)) return text;
  static constexpr char digits[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string join_list(const std::vector<std::string>& items) {
  std::string text = "[";
  for (std::size_t i = 0; i < items.size(); ++i) text += (i ? ", " : "") + yaml_scalar(items[i]);
  return text + "]";
}

std::vector<std::string> split_list(const std::string& flow_text) {
  const YamlNode node = parse_yaml_tree(flow_text, "list");
  std::vector<std::string> items;
  for (const auto& item : node.items) items.push_back(item.scalar);
  return items;
}

std::string config_value(const ConfigKey& key, const YamlNode& node, const std::string& where) {
  using Kind = YamlNode::Kind;
  if (key.type == KeyType::tree) {
    if (node.kind == Kind::null || (node.kind == Kind::scalar && node.scalar.empty())) return "";
    if (node.kind != Kind::map) refuse(key, node.scalar, where, type_name(key.type));
    return node.entries.empty() ? "" : json_of_tree(node);
  }
  if (node.kind == Kind::sequence && takes_list(key))
    return list_value(key, scalars_of(key, node, where), where);
  if (node.kind == Kind::scalar) {
    return key.type == KeyType::list && node.scalar != "auto" ? list_value(key, {node.scalar}, where)
                                                              : scalar_value(key, node.scalar, where);
  }
  if (node.kind == Kind::null && key.type == KeyType::text && *key.allowed == '\0') return "";
  refuse(key,
         node.kind == Kind::null  ? "(nothing)"
         : node.kind == Kind::map ? "{...}"
                                  : "[...]",
         where, type_name(key.type));
}

std::string config_value(const ConfigKey& key, const std::string& text, const std::string& where) {
  const bool bracketed = !text.empty() && text.front() == '[';
  if (key.type == KeyType::tree || (bracketed && takes_list(key))) {
    return config_value(key, parse_yaml_tree(text, where), where);
  }
  if (key.type == KeyType::list && text != "auto") return list_value(key, split_commas(text), where);
  return scalar_value(key, text, where);
}

}  // namespace perpixel
