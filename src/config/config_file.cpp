// Reading: YAML with its chain of base files into a Config.
#include <algorithm>

#include "config/config.h"
#include "config/unknown_key.h"
#include "config/value.h"
#include "config/yaml_tree.h"
#include "error/error.h"
#include "file/file.h"

namespace perpixel {

/// One reading: remembers which files are open, so that a chain that closes on itself is seen.
class ConfigFile {
 public:
  explicit ConfigFile(Config& config) : config_(config) {}

  void read(const std::filesystem::path& path) {
    const auto canonical = std::filesystem::weakly_canonical(path);
    require_new(canonical, path);
    open_.push_back(canonical);
    const std::string name = path.string();
    apply(parse_yaml_tree(read_text_file(path, kMaxYamlBytes), name), name, &path);
    open_.pop_back();
  }

  void apply(const YamlNode& root, const std::string& name, const std::filesystem::path* path) {
    if (root.kind == YamlNode::Kind::null) return;
    if (root.kind != YamlNode::Kind::map) {
      throw Error(ErrorCode::config_syntax, name + ": not a section of keys",
                  "write `train:` and below it `lr: 0.01`");
    }
    for (const auto& [key, node] : root.entries) {
      if (key == "version") check_version(node, name);
      if (key == "base") read_bases(node, name, path);
    }
    for (const auto& [key, node] : root.entries) {
      if (key != "version" && key != "base") walk(key, node, name);
    }
  }

 private:
  static constexpr std::size_t kMaxFiles = 64;  // in one reading, whatever its shape

  static std::string at(const std::string& name, const YamlNode& node) {
    return name + ":" + std::to_string(node.line);
  }

  void require_new(const std::filesystem::path& canonical, const std::filesystem::path& path) {
    if (std::find(open_.begin(), open_.end(), canonical) != open_.end()) {
      std::string chain;
      for (const auto& file : open_) chain += file.filename().string() + " -> ";
      throw Error(ErrorCode::bad_value,
                  path.string() + ": base files form a circle: " + chain + path.filename().string(),
                  "remove one base: line");
    }
    if (++files_ > kMaxFiles) {
      throw Error(ErrorCode::bad_value,
                  path.string() + ": more than " + std::to_string(kMaxFiles) + " base files",
                  "flatten the chain");
    }
  }

  static void check_version(const YamlNode& node, const std::string& name) {
    std::int64_t version = 0;
    if (node.kind != YamlNode::Kind::scalar || !parse_integer(node.scalar, version) || version < 1) {
      throw Error(ErrorCode::bad_value,
                  at(name, node) + ": version = " + node.scalar + " must be a whole number from 1",
                  "this program writes version: " + std::to_string(Config::kVersion));
    }
    if (version > Config::kVersion) {
      throw Error(ErrorCode::newer_version,
                  at(name, node) + ": configuration version " + std::to_string(version) +
                      "; this program reads up to version " + std::to_string(Config::kVersion),
                  "use the perpixel that wrote it, or a newer one");
    }
  }

  void read_bases(const YamlNode& node, const std::string& name, const std::filesystem::path* path) {
    if (node.kind == YamlNode::Kind::sequence) {
      for (const auto& item : node.items) read_base(item, name, path);
    } else {
      read_base(node, name, path);
    }
  }

  void read_base(const YamlNode& node, const std::string& name, const std::filesystem::path* path) {
    if (node.kind != YamlNode::Kind::scalar || node.scalar.empty()) {
      throw Error(ErrorCode::bad_value, at(name, node) + ": base must be a file", "base: path/to/other.yaml");
    }
    if (!path) {
      throw Error(ErrorCode::bad_value, at(name, node) + ": base needs a file to be relative to",
                  "load this text from a file");
    }
    const std::filesystem::path base = path->parent_path() / node.scalar;
    if (!std::filesystem::is_regular_file(base)) {
      throw Error(ErrorCode::file_not_found,
                  at(name, node) + ": base file " + base.string() + " does not exist",
                  "base is relative to the file that names it");
    }
    read(base);
  }

  void walk(const std::string& key, const YamlNode& node, const std::string& name) {
    const std::string where = at(name, node);
    if (const ConfigKey* row = find_config_key(key)) {
      config_.store(*row, config_value(*row, node, where), where);
    } else if (node.kind == YamlNode::Kind::map && is_section(key)) {
      for (const auto& [inner, value] : node.entries) walk(key + "." + inner, value, name);
    } else if (node.kind != YamlNode::Kind::null || !is_section(key)) {
      refuse_unknown_key(key, where);
    }
  }

  static bool is_section(const std::string& key) {
    const auto& keys = config_schema();
    return std::any_of(keys.begin(), keys.end(),
                       [&](const ConfigKey& row) { return std::string(row.name).starts_with(key + "."); });
  }

  Config& config_;
  std::vector<std::filesystem::path> open_;
  std::size_t files_ = 0;
};

Config Config::load(const std::filesystem::path& path) {
  Config config;
  ConfigFile(config).read(path);
  return config;
}

Config Config::parse(const std::string& yaml, const std::string& name) {
  Config config;
  ConfigFile(config).apply(parse_yaml_tree(yaml, name), name, nullptr);
  return config;
}

}  // namespace perpixel
