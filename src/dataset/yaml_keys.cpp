#include "dataset/yaml_keys.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace perpixel {
namespace {

constexpr std::size_t kMaxYamlBytes = std::size_t{1} << 20;

[[noreturn]] void throw_bad(const YamlFile& file, const YAML::Node& node, const std::string& key,
                            const std::string& wanted) {
  const std::string got = node.IsDefined() && node.IsScalar() ? ", got \"" + node.Scalar() + "\"" : "";
  throw Error(ErrorCode::bad_value, yaml_place(file, node) + ": `" + key + "` must be " + wanted + got);
}

std::optional<int> parse_int(std::string_view text, int base = 10) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_hex_color(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

YAML::Node load(std::string_view text, const std::string& name) {
  try {
    return YAML::Load(std::string(text));
  } catch (const YAML::Exception& error) {
    throw Error(ErrorCode::config_syntax,
                name + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg);
  }
}

void require_version(const YamlFile& file) {
  const YAML::Node version = file.root["version"];
  if (!version.IsDefined()) return;
  const int number = yaml_int(file, version, "version");
  if (number == 1) return;
  throw Error(number > 1 ? ErrorCode::newer_version : ErrorCode::bad_value,
              yaml_place(file, version) + ": version " + std::to_string(number) +
                  " of this format; this program reads 1",
              number > 1 ? "update perpixel" : "write `version: 1`");
}

}  // namespace

YamlFile parse_yaml_map(std::string_view text, const std::string& name) {
  if (text.size() > kMaxYamlBytes) {
    throw Error(ErrorCode::config_syntax,
                name + ": " + std::to_string(text.size()) + " bytes; at most 1 MiB of YAML");
  }
  YamlFile file{name, load(text, name)};
  if (!file.root.IsMap()) {
    throw Error(ErrorCode::config_syntax, name + ": not a YAML map", "a first line could be `version: 1`");
  }
  require_version(file);
  return file;
}

std::string yaml_place(const YamlFile& file, const YAML::Node& node) {
  const int line = node.IsDefined() ? node.Mark().line : -1;
  return line < 0 ? file.name : file.name + ":" + std::to_string(line + 1);
}

void require_known_keys(const YamlFile& file, const YAML::Node& map,
                        std::initializer_list<const char*> known) {
  const std::vector<std::string> names(known.begin(), known.end());
  for (const auto& entry : map) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    throw Error(ErrorCode::unknown_key, yaml_place(file, entry.first) + ": unknown key `" + key + "`",
                did_you_mean(key, names));
  }
}

int yaml_int(const YamlFile& file, const YAML::Node& node, const std::string& key) {
  const auto value = node.IsDefined() && node.IsScalar() ? parse_int(node.Scalar()) : std::nullopt;
  if (!value) throw_bad(file, node, key, "a whole number");
  return *value;
}

bool yaml_bool(const YamlFile& file, const YAML::Node& node, const std::string& key) {
  if (node.IsDefined() && node.IsScalar() && node.Scalar() == "true") return true;
  if (node.IsDefined() && node.IsScalar() && node.Scalar() == "false") return false;
  throw_bad(file, node, key, "true or false");
}

std::string yaml_text(const YamlFile& file, const YAML::Node& node, const std::string& key) {
  if (!node.IsDefined() || !node.IsScalar() || node.Scalar().empty()) throw_bad(file, node, key, "a text");
  return node.Scalar();
}

bool is_yaml_color(const YAML::Node& node) {
  if (node.IsScalar()) return is_hex_color(node.Scalar());
  return node.IsSequence() && node.size() == 3 && node[0].IsScalar() &&
         parse_int(node[0].Scalar()).has_value();
}

Rgb yaml_color(const YamlFile& file, const YAML::Node& node, const std::string& key) {
  const std::string wanted = "a colour: [r, g, b] of 0..255 or \"#rrggbb\"";
  if (!node.IsDefined() || !is_yaml_color(node)) throw_bad(file, node, key, wanted);
  std::uint8_t parts[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = node.IsScalar() ? parse_int(node.Scalar().substr(1 + 2 * i, 2), 16)
                                      : std::optional<int>(yaml_int(file, node[i], key));
    if (!part || *part < 0 || *part > 255) throw_bad(file, node, key, wanted);
    parts[i] = static_cast<std::uint8_t>(*part);
  }
  return {parts[0], parts[1], parts[2]};
}

}  // namespace perpixel
