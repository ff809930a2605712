// Reading: YAML with its chain of base files into a Config.
#include <algorithm>
#include <map>
#include <sstream>

#include "config/config.h"
#include "config/unknown_key.h"
#include "config/value.h"
#include "config/yaml_tree.h"
#include "error/error.h"
#include "file/file.h"

namespace perpixel {
namespace {

/// What stands behind "# " outside of quotes; "" when nothing does.
std::string comment_of(const std::string& line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && line.compare(i, 3, " # ") == 0) {
      return line.substr(i + 3);
    }
  }
  return {};
}

/// A file and, by line, the reasons that an earlier program wrote beside the values it chose.
struct Source {
  std::string name;
  std::map<int, std::string> reasons;  // "chosen: fits in 12 GB"

  Source(std::string file, const std::string& text) : name(std::move(file)) {
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
      if (line.ends_with('\r')) line.pop_back();
      const std::string comment = comment_of(line);
      if (comment.starts_with("chosen: ")) reasons[number] = comment;
    }
  }

  std::string place_of(const YamlNode& node) const { return name + ":" + std::to_string(node.line); }
  /// The reason lives on: a stored configuration that is loaded and stored again keeps its comments.
  std::string origin_of(const YamlNode& node) const {
    const auto reason = reasons.find(node.line);
    return reason == reasons.end() ? place_of(node) : reason->second;
  }
};

}  // namespace

/// One reading: remembers which files are open, so that a chain that closes on itself is seen.
class ConfigFile {
 public:
  explicit ConfigFile(Config& config) : config_(config) {}

  void read(const std::filesystem::path& path) {
    std::error_code failed;  // then reading says why
    const auto canonical = std::filesystem::weakly_canonical(path, failed);
    require_new(canonical, path);
    open_.push_back(canonical);
    apply(read_text_file(path, kMaxYamlBytes), path.string(), &path);
    open_.pop_back();
  }

  void apply(const std::string& text, const std::string& name, const std::filesystem::path* path) {
    const YamlNode root = parse_yaml_tree(text, name);
    if (root.kind == YamlNode::Kind::null) return;
    if (root.kind != YamlNode::Kind::map) {
      throw Error(ErrorCode::config_syntax, name + ": not a section of keys",
                  "write `train:` and below it `lr: 0.01`");
    }
    const Source source(name, text);
    for (const auto& [key, node] : root.entries) {
      if (key == "version") check_version(node, source);
      if (key == "base") read_bases(node, source, path);
    }
    for (const auto& [key, node] : root.entries) {
      if (key != "version" && key != "base") walk(key, node, source);
    }
  }

 private:
  static constexpr std::size_t kMaxFiles = 64;  // in one reading, whatever its shape

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

  static void check_version(const YamlNode& node, const Source& source) {
    std::int64_t version = 0;
    if (node.kind != YamlNode::Kind::scalar || !parse_integer(node.scalar, version) || version < 1) {
      throw Error(ErrorCode::bad_value,
                  source.place_of(node) + ": version = " + node.scalar + " must be a whole number from 1",
                  "this program writes version: " + std::to_string(Config::kVersion));
    }
    if (version > Config::kVersion) {
      throw Error(ErrorCode::newer_version,
                  source.place_of(node) + ": configuration version " + std::to_string(version) +
                      "; this program reads up to version " + std::to_string(Config::kVersion),
                  "use the perpixel that wrote it, or a newer one");
    }
  }

  void read_bases(const YamlNode& node, const Source& source, const std::filesystem::path* path) {
    if (node.kind == YamlNode::Kind::sequence) {
      for (const auto& item : node.items) read_base(item, source, path);
    } else {
      read_base(node, source, path);
    }
  }

  void read_base(const YamlNode& node, const Source& source, const std::filesystem::path* path) {
    if (node.kind != YamlNode::Kind::scalar || node.scalar.empty()) {
      throw Error(ErrorCode::bad_value, source.place_of(node) + ": base must be a file",
                  "base: path/to/other.yaml");
    }
    if (!path) {
      throw Error(ErrorCode::bad_value, source.place_of(node) + ": base needs a file to be relative to",
                  "load this text from a file");
    }
    const std::filesystem::path base = path->parent_path() / node.scalar;
    if (!is_file(base)) {
      throw Error(ErrorCode::file_not_found,
                  source.place_of(node) + ": base file " + base.string() + " does not exist",
                  "base is relative to the file that names it");
    }
    read(base);
  }

  void walk(const std::string& key, const YamlNode& node, const Source& source) {
    const std::string where = source.place_of(node);
    if (const ConfigKey* row = find_config_key(key)) {
      config_.store(*row, config_value(*row, node, where), source.origin_of(node));
    } else if (node.kind == YamlNode::Kind::map && is_section(key)) {
      for (const auto& [inner, value] : node.entries) walk(key + "." + inner, value, source);
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
  ConfigFile(config).apply(yaml, name, nullptr);
  return config;
}

}  // namespace perpixel
