#include <algorithm>
#include <filesystem>

#include "dataset/dataset.h"
#include "error/error.h"

namespace perpixel {
namespace {

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const DatasetKind& kind : dataset_kinds()) names.push_back(kind.kind);
  return names;
}

bool is_kind(const std::string& text) {
  const std::vector<std::string> names = kind_names();
  return std::find(names.begin(), names.end(), text) != names.end();
}

bool is_yaml(const std::string& text) { return text.ends_with(".yaml") || text.ends_with(".yml"); }

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

void add_option(const std::string& text, const std::string& part, DataSpec& spec) {
  const auto equals = part.find('=');
  const std::string key = part.substr(0, equals);
  if (equals == 0 || spec.option(key)) {
    throw Error(ErrorCode::bad_value,
                "data \"" + text +
                    "\": " + (equals == 0 ? "an option without name" : "option `" + key + "` given twice"),
                "options are key=value, separated by commas");
  }
  spec.options.emplace_back(key, part.substr(equals + 1));
}

/// A key is lower-case letters and _; "b/c=d" is a piece of a path.
bool is_option(const std::string& part) {
  const auto equals = part.find('=');
  if (equals == std::string::npos) return false;
  return part.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == equals;
}

/// "path,key=value": a comma before something that is no option belongs to the path.
void read_path_and_options(const std::string& text, const std::string& rest, DataSpec& spec) {
  const bool has_path = spec.kind != "scenes";
  const std::vector<std::string> parts = split_at_commas(rest);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_option(parts[i]) && (i > 0 || !has_path)) {
      add_option(text, parts[i], spec);
    } else if (has_path && spec.options.empty()) {
      spec.path += (i > 0 ? "," : "") + parts[i];
    } else if (!parts[i].empty()) {
      throw Error(ErrorCode::bad_value, "data \"" + text + "\": \"" + parts[i] + "\" is no key=value");
    }
  }
}

[[noreturn]] void throw_without_kind(const std::string& text) {
  std::error_code error;
  const bool exists = std::filesystem::is_directory(text, error);
  throw Error(ErrorCode::bad_value, "data \"" + text + "\": no kind before a colon",
              exists ? "for a folder with pictures and masks write folder:" + text
                     : "write kind:path, a .yaml file, or scenes; " + did_you_mean(text, kind_names()));
}

}  // namespace

const std::string* DataSpec::option(const std::string& key) const {
  for (const auto& [name, value] : options) {
    if (name == key) return &value;
  }
  return nullptr;
}

DataSpec parse_data_spec(const std::string& text) {
  const auto colon = text.find(':');
  if (text == "scenes") return {.kind = "scenes"};
  const std::string before_options = text.substr(0, text.find(','));
  DataSpec spec;
  if (is_yaml(before_options) && (colon == std::string::npos || !is_kind(text.substr(0, colon)))) {
    spec.kind = "yaml";
    read_path_and_options(text, text, spec);
    return spec;
  }
  if (colon == std::string::npos) throw_without_kind(text);
  spec.kind = dataset_kind(text.substr(0, colon)).kind;
  read_path_and_options(text, text.substr(colon + 1), spec);
  if (spec.path.empty() && spec.kind != "scenes" && !spec.option("images")) {
    throw Error(ErrorCode::bad_value, "data \"" + text + "\": no path after the colon");
  }
  return spec;
}

}  // namespace perpixel
