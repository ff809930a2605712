#include "config/config.h"

#include <algorithm>

#include "config/config_tree.h"
#include "config/unknown_key.h"
#include "config/value.h"
#include "error/error.h"

namespace perpixel {
namespace {

[[noreturn]] void refuse_value(const std::string& key, const std::string& value, const char* wanted) {
  const std::string hint =
      value == "auto" ? "this value is chosen by `perpixel train`; set it: " + key + "=..." : "";
  throw Error(ErrorCode::bad_value, "config: " + key + " = " + value + " must be " + wanted, hint);
}

/// "recipe" for "recipe.input.scale"; nullptr when no tree lies above the key.
const ConfigKey* tree_above(const std::string& key) {
  const auto dot = key.find('.');
  if (dot == std::string::npos) return nullptr;
  const ConfigKey* row = find_config_key(key.substr(0, dot));
  return row && row->type == KeyType::tree ? row : nullptr;
}

}  // namespace

Config::Config() {
  for (const auto& key : config_schema()) entries_[key.name] = {key.standard, "default"};
}

void Config::set(const std::string& key, const std::string& value, const std::string& origin) {
  if (const ConfigKey* row = find_config_key(key)) {
    store(*row, config_value(*row, value, origin), origin);
  } else if (const ConfigKey* tree = tree_above(key)) {
    set_below_tree(*tree, key, value, origin);
  } else {
    refuse_unknown_key(key, origin);
  }
}

void Config::set_below_tree(const ConfigKey& tree, const std::string& key, const std::string& value,
                            const std::string& origin) {
  const std::string path = key.substr(std::string(tree.name).size() + 1);
  store(tree, json_with(text(tree.name), path, parse_yaml_tree(value, origin), origin), origin);
}

void Config::set_pair(const std::string& pair, const std::string& origin) {
  const auto equals = pair.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(ErrorCode::bad_value, origin + ": `" + pair + "` is no key=value",
                "write for example train.lr=0.01");
  }
  set(pair.substr(0, equals), pair.substr(equals + 1), origin);
}

void Config::merge(const Config& other) {
  for (const auto& [key, entry] : other.entries_) {
    if (entry.origin != "default") entries_[key] = entry;
  }
}

void Config::store(const ConfigKey& key, std::string value, const std::string& origin) {
  entries_[key.name] = {std::move(value), origin};
}

const Config::Entry& Config::entry(const std::string& key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) refuse_unknown_key(key, "config");
  return found->second;
}

std::string Config::text(const std::string& key) const { return entry(key).value; }
const std::string& Config::origin(const std::string& key) const { return entry(key).origin; }

std::int64_t Config::integer(const std::string& key) const {
  const std::string& value = entry(key).value;
  std::int64_t integer = 0;
  if (!parse_integer(value, integer)) refuse_value(key, value, "a whole number");
  return integer;
}

double Config::number(const std::string& key) const {
  const std::string& value = entry(key).value;
  double number = 0;
  if (!parse_number(value, number)) refuse_value(key, value, "a number");
  return number;
}

bool Config::boolean(const std::string& key) const {
  const std::string& value = entry(key).value;
  if (value != "true" && value != "false") refuse_value(key, value, "true or false");
  return value == "true";
}

std::vector<std::string> Config::list(const std::string& key) const {
  const std::string& value = entry(key).value;
  if (value.empty() || value.front() != '[') refuse_value(key, value, "a list");
  return split_list(value);
}

std::vector<double> Config::numbers(const std::string& key) const {
  std::vector<double> numbers;
  for (const auto& item : list(key)) {
    double number = 0;
    if (!parse_number(item, number)) refuse_value(key, item, "a list of numbers");
    numbers.push_back(number);
  }
  return numbers;
}

bool operator==(const Config& a, const Config& b) {
  return std::equal(
      a.entries_.begin(), a.entries_.end(), b.entries_.begin(), b.entries_.end(),
      [](const auto& x, const auto& y) { return x.first == y.first && x.second.value == y.second.value; });
}

}  // namespace perpixel
