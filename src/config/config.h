// Effective configuration: YAML with `base:`, flags and key=value overrides, every value with its origin.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace perpixel {

enum class KeyType {
  text,
  integer,
  number,
  boolean,
  list,
  tree
};  // list: of scalars; tree: any YAML below the key

/// One row per key, in `config/schema.cpp`.
struct ConfigKey {
  const char* name;  // dotted, "train.lr"
  KeyType type;
  const char* standard;  // default, as YAML; "auto" where the planner chooses
  const char* meaning;   // one sentence with unit and range
  const char* allowed;  // "" = anything; "sgd|adam", with "[list]" among them where a list may stand; "0..1",
                        // "1..", ">0"
  std::size_t least = 0, most = SIZE_MAX;  // items of a list
};
const std::vector<ConfigKey>& config_schema();
/// The row of a key; nullptr when there is none.
const ConfigKey* find_config_key(const std::string& key);

/// Flat: dotted key -> YAML flow text and where it came from. Unknown keys are refused with the nearest known
/// key.
class Config {
 public:
  static constexpr int kVersion = 1;
  Config();  // the defaults

  /// Reads a YAML file with its `base:` chain. Throws config_syntax, unknown_key, newer_version, bad_value
  /// (file:line). A value with the comment "# chosen: why" has that as its origin, others "file:line".
  static Config load(const std::filesystem::path& path);
  static Config parse(const std::string& yaml, const std::string& name);

  /// "train.lr", "0.01", "command line". Lists are "[1, 2]" or "1,2". Below a tree, "recipe.input.scale"
  /// changes one value of it, which must exist. Throws unknown_key or bad_value.
  void set(const std::string& key, const std::string& value, const std::string& origin);
  /// "train.lr=0.01".
  void set_pair(const std::string& pair, const std::string& origin);
  /// Values that were set in `other` (origin not "default") are taken over with their origin.
  void merge(const Config& other);

  /// As stored: text bare, lists as "[1, 2]", trees as JSON ("" = none), booleans as "true" or "false".
  std::string text(const std::string& key) const;
  /// Throw bad_value when the value is still "auto" or of another type.
  std::int64_t integer(const std::string& key) const;
  double number(const std::string& key) const;
  bool boolean(const std::string& key) const;
  std::vector<std::string> list(const std::string& key) const;
  std::vector<double> numbers(const std::string& key) const;
  bool is_auto(const std::string& key) const { return text(key) == "auto"; }
  const std::string& origin(
      const std::string& key) const;  // "default", "flags", "runs/a/config.yaml:12", "chosen: ..."

  /// Nested YAML, keys in schema order, `version` first; loads back to an equal Config. Chosen values (origin
  /// "chosen: why") carry the reason as a comment; `with_origins` gives every value its origin as one.
  std::string to_yaml(bool with_origins = false) const;

  /// Equal values; origins do not count.
  friend bool operator==(const Config& a, const Config& b);

 private:
  struct Entry {
    std::string value;
    std::string origin = "default";
  };
  const Entry& entry(const std::string& key) const;
  void store(const ConfigKey& key, std::string value, const std::string& origin);
  void set_below_tree(const ConfigKey& tree, const std::string& key, const std::string& value,
                      const std::string& origin);
  friend class ConfigFile;
  std::map<std::string, Entry> entries_;
};

}  // namespace perpixel
