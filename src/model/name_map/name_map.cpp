#include "model/name_map/name_map.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

namespace {

/// PyTorch counts the batches of each normalisation; nothing depends on it.
NameMap own_names() {
  return {"perpixel", "names as they are",
          "",         PixelConvention::own,
          false,      {{"**.num_batches_tracked", ""}, {"**", "**"}}};
}

std::vector<NameMap> all_maps() {
  std::vector<NameMap> maps{own_names()};
  for (const auto& family : {torchvision_name_maps(), caffe_name_maps(), detectron2_name_maps()})
    maps.insert(maps.end(), family.begin(), family.end());
  maps.push_back(segmentation_models_name_map());
  return maps;
}

bool names_trunk(const NameRule& rule) { return rule.ours.starts_with('@'); }

}  // namespace

const std::vector<NameMap>& name_maps() {
  static const std::vector<NameMap> maps = all_maps();
  return maps;
}

const NameMap& name_map(const std::string& name) {
  std::vector<std::string> names;
  for (const NameMap& map : name_maps()) {
    if (map.name == name) return map;
    names.push_back(map.name);
  }
  throw Error(ErrorCode::bad_value, "no weights are named after \"" + name + "\"", did_you_mean(name, names));
}

std::optional<std::string> trunk_prefix(const NameMap& map, std::span<const Graph> graphs) {
  if (map.trunk.empty()) return std::nullopt;
  for (const Graph& graph : graphs)
    for (const Parameter& parameter : graph.parameters)
      if (parameter.name.ends_with(map.trunk))
        return parameter.name.substr(0, parameter.name.size() - map.trunk.size());
  return std::nullopt;
}

std::optional<std::string> ours_of(const NameMap& map, const std::string& foreign,
                                   const std::optional<std::string>& prefix) {
  for (const NameRule& rule : map.rules) {
    if (names_trunk(rule) && !prefix) continue;
    const auto ours = rewritten(foreign, rule.foreign, rule.ours);
    if (ours) return names_trunk(rule) ? *prefix + ours->substr(1) : *ours;
  }
  return std::nullopt;
}

std::optional<std::string> foreign_of(const NameMap& map, const std::string& ours,
                                      const std::optional<std::string>& prefix) {
  for (const NameRule& rule : map.rules) {
    if (rule.ours.empty()) continue;
    std::string_view name = ours, pattern = rule.ours;
    if (names_trunk(rule)) {
      if (!prefix || !ours.starts_with(*prefix)) continue;
      name.remove_prefix(prefix->size());
      pattern.remove_prefix(1);
    }
    if (const auto foreign = rewritten(name, pattern, rule.foreign)) return foreign;
  }
  return std::nullopt;
}

}  // namespace perpixel
