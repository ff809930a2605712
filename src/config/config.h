// Effective configuration: YAML with `base:`, flags and key=value overrides, every value with its origin.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace perpixel {

enum class KeyType { text, integer, number, boolean, list, tree };  // list: of scalars; tree: any YAML below the key

/// One row per key, in `config/schema.cpp`.
struct ConfigKey {
  const char* name;      // dotted, "train.lr"
  KeyType type;
  const char* standard;  // default, as YAML; "auto" where the planner chooses
  const char* meaning;   // one sentence with unit and range
};
const std::vector<ConfigKey>& config_schema();

/// Flat: dotted key -> YAML flow text and where it came from. Unknown keys are refused with the nearest known key.
class Config {
 public:
  static constexpr int kVersion = 1;
  Config();  // the defaults

  /// Reads a YAML file with its `base:` chain. Throws config_syntax, unknown_key, newer_version, bad_value (file:line).
  static Config load(const std::filesystem::path& path);
  static Config parse(const std::string& yaml, const std::string& name);

  /// "train.lr", "0.01", "command line". Throws unknown_key or bad_value.
  void set(const std::string& key, const std::string& value, const std::string& origin);
  /// "train.lr=0.01".
  void set_pair(const std::string& pair, const std::string& origin);
  /// Values that differ from the defaults in `other` are taken over with their origin.
  void merge(const Config& other);

  std::string text(const std::string& key) const;
  std::int64_t integer(const std::string& key) const;
  double number(const std::string& key) const;
  bool boolean(const std::string& key) const;
  std::vector<std::string> list(const std::string& key) const;
  std::vector<double> numbers(const std::string& key) const;
  bool is_auto(const std::string& key) const { return text(key) == "auto"; }
  const std::string& origin(const std::string& key) const;  // "default", "flags", "runs/a/config.yaml:12", "chosen: ..."

  /// Nested YAML, keys in schema order, `version` first; loads back to an equal Config.
  std::string to_yaml() const;

 private:
  struct Entry {
    std::string value;
    std::string origin = "default";
  };
  const Entry& entry(const std::string& key) const;
  std::map<std::string, Entry> entries_;
};

}  // namespace perpixel
