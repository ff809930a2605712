// perpixel config [MODEL|FILE]: the effective configuration and where each value came from.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "model_argument.h"
#include "output.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

bool is_yaml(const std::string& name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

Config config_of(const ModelArgument& argument, const CommandLine& line) {
  if (!argument.model.empty() && !is_yaml(argument.model)) return model_config(argument, line);
  Config config = argument.model.empty() ? Config() : Config::load(argument.model);
  line.apply_pairs(config);
  return config;
}

Json key_json(const ConfigKey& key, const Config& config) {
  return {{"key", key.name},         {"value", config.text(key.name)}, {"origin", config.origin(key.name)},
          {"default", key.standard}, {"meaning", key.meaning},         {"allowed", key.allowed}};
}

std::string explanation(const ConfigKey& key, const Config& config) {
  std::string text = std::string(key.name) + ": " + config.text(key.name) + "\n";
  text += "  from     " + config.origin(key.name) + "\n";
  text += "  default  " + std::string(*key.standard ? key.standard : "(empty)") + "\n";
  text += "  meaning  " + std::string(key.meaning) + "\n";
  if (*key.allowed) text += "  allowed  " + std::string(key.allowed) + "\n";
  return text;
}

/// One key, or all keys of a section ("train").
std::vector<const ConfigKey*> keys_named(const std::string& name) {
  std::vector<const ConfigKey*> found;
  for (const auto& key : config_schema()) {
    if (name == key.name || std::string(key.name).starts_with(name + ".")) found.push_back(&key);
  }
  if (found.empty()) Config().text(name);  // throws unknown_key with the nearest
  return found;
}

void explain(const std::string& name, const Config& config, bool json) {
  Json list = Json::array();
  std::string text;
  for (const ConfigKey* key : keys_named(name)) {
    list.push_back(key_json(*key, config));
    text += explanation(*key, config);
  }
  print_result(json ? list.dump(2) : text);
}

Json all_json(const Config& config) {
  Json list = Json::array();
  for (const auto& key : config_schema()) list.push_back(key_json(key, config));
  return list;
}

}  // namespace

int run_config(Arguments arguments) {
  CommandLine line(
      "config", "Effective configuration as YAML, each value with its origin; without MODEL the defaults.");
  ModelArgument argument;
  std::string key;
  line->add_option("MODEL", argument.model, "YAML file, run folder, .safetensors or zoo name");
  line->add_option("--config", argument.config, "YAML on top");
  line->add_option("--explain", key, "One key or section: value, origin, default, meaning");
  line.accept_pairs();
  line.parse(arguments);
  const Config config = config_of(argument, line);
  if (!key.empty()) {
    explain(key, config, line.json());
  } else {
    print_result(line.json() ? all_json(config).dump(2) : config.to_yaml(true));
  }
  return 0;
}

}  // namespace perpixel
