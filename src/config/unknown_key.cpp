#include "config/unknown_key.h"

#include <vector>

#include "config/config.h"
#include "error/error.h"

namespace perpixel {
namespace {

std::string leaf(const std::string& key) { return key.substr(key.rfind('.') + 1); }

/// Keys below a section, when `key` names one ("train").
std::string section_hint(const std::string& key) {
  for (const auto& row : config_schema()) {
    if (std::string(row.name).starts_with(key + ".")) {
      return "`" + key + "` is a section; its keys are written " + row.name + " and so on";
    }
  }
  return {};
}

std::string same_leaf_hint(const std::string& key) {
  for (const auto& row : config_schema()) {
    if (leaf(row.name) == leaf(key)) return std::string("did you mean `") + row.name + "`?";
  }
  return {};
}

std::string nearest_hint(const std::string& key) {
  std::vector<std::string> names{"version", "base"};
  std::vector<std::string> leaves = names;
  for (const auto& row : config_schema()) {
    names.emplace_back(row.name);
    leaves.push_back(leaf(row.name));
  }
  if (const auto name = nearest_name(key, names); !name.empty()) return "did you mean `" + name + "`?";
  const auto near = nearest_name(leaf(key), leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (leaves[i] == near) return "did you mean `" + names[i] + "`?";
  }
  return "`perpixel config` lists every key";
}

}  // namespace

void refuse_unknown_key(const std::string& key, const std::string& where) {
  std::string hint = section_hint(key);
  if (hint.empty()) hint = same_leaf_hint(key);
  if (hint.empty()) hint = nearest_hint(key);
  throw Error(ErrorCode::unknown_key, where + ": unknown key `" + key + "`", hint);
}

}  // namespace perpixel
