// Name maps: what the layers of a network are called in the weights of other programs. Data, one file for
// each family; read top to bottom, the first rule that fits decides.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "model/name_map/name_rule.h"

namespace perpixel {

/// The pixels that weights of a family were trained on.
enum class PixelConvention {
  own,             // says nothing: whatever the recipe says
  unit_deviation,  // RGB in 0..1, ImageNet's mean and deviation
  caffe,           // B, G, R in 0..255 minus a mean
  detectron2,      // B, G, R in 0..255 minus (103.53, 116.28, 123.675)
};

struct NameMap {
  std::string name;  // "torchvision_vgg16"
  std::string what;  // one line
  /// What a parameter of the trunk ends with behind the prefix that `@` stands for; "" without `@`.
  std::string trunk;
  PixelConvention pixels = PixelConvention::own;
  /// Normalisations come as scale and shift alone, statistics folded in: mean 0, deviation 1.
  bool folded_norms = false;
  std::vector<NameRule> rules;
  /// The family's bottlenecks stride on their first 1x1 (no tensor shows it).
  bool stride_in_1x1 = false;
};

/// The table; "perpixel" (names as they are) comes first.
const std::vector<NameMap>& name_maps();
/// Throws bad_value with the nearest.
const NameMap& name_map(const std::string& name);

/// What `@` stands for in these graphs; nothing when they have no such trunk.
std::optional<std::string> trunk_prefix(const NameMap& map, std::span<const Graph> graphs);

/// A foreign name as ours; "" when it is known and not needed; nothing when no rule fits. Rules with `@` fit
/// only where there is a prefix.
std::optional<std::string> ours_of(const NameMap& map, const std::string& foreign,
                                   const std::optional<std::string>& prefix);

/// Our name as theirs, or nothing.
std::optional<std::string> foreign_of(const NameMap& map, const std::string& ours,
                                      const std::optional<std::string>& prefix);

// The rows, by file.
std::vector<NameMap> torchvision_name_maps();
std::vector<NameMap> caffe_name_maps();
std::vector<NameMap> detectron2_name_maps();
NameMap segmentation_models_name_map();

}  // namespace perpixel
