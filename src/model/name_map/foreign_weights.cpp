#include "model/name_map/foreign_weights.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "error/error.h"
#include "model/input_convention.h"

namespace perpixel {

namespace {

using Prefix = std::optional<std::string>;

std::map<std::string, std::int64_t> element_counts(std::span<const Graph> graphs) {
  std::map<std::string, std::int64_t> counts;
  for (const Graph& graph : graphs)
    for (const Parameter& parameter : graph.parameters)
      counts[parameter.name] = element_count(parameter.shape);
  return counts;
}

/// How many tensors get the name of a parameter with as many elements; then, how many get one at all.
std::pair<int, int> finds(const NameMap& map, std::span<const Graph> graphs, const NamedTensors& tensors,
                          const std::map<std::string, std::int64_t>& counts) {
  const Prefix prefix = trunk_prefix(map, graphs);
  std::pair<int, int> found;
  for (const auto& [name, tensor] : tensors) {
    const auto ours = ours_of(map, name, prefix);
    const auto parameter = ours ? counts.find(*ours) : counts.end();
    if (parameter == counts.end()) continue;
    ++found.second;
    found.first += parameter->second == tensor.count();
  }
  return found;
}

const NameMap& recognised(std::span<const Graph> graphs, const NamedTensors& tensors) {
  const auto counts = element_counts(graphs);
  const NameMap* best = nullptr;
  std::pair<int, int> most{-1, -1};
  for (const NameMap& map : name_maps())
    if (const auto found = finds(map, graphs, tensors, counts); found > most)
      std::tie(best, most) = std::pair(&map, found);
  return *best;
}

[[noreturn]] void refuse_two(const NameMap& map, const std::string& ours, const std::string& second) {
  throw Error(
      ErrorCode::weights_mismatch,
      "tensor \"" + second + "\": another one is \"" + ours + "\" already, by the names of " + map.name,
      "is the file of two models? name its family yourself");
}

OurWeights renamed(const NameMap& map, std::span<const Graph> graphs, const NamedTensors& tensors) {
  const Prefix prefix = trunk_prefix(map, graphs);
  OurWeights weights{.map = &map, .tensors = {}, .unneeded = {}};
  for (const auto& [name, tensor] : tensors) {
    const std::string ours = ours_of(map, name, prefix).value_or(name);
    if (ours.empty())
      weights.unneeded.push_back(name);
    else if (!weights.tensors.emplace(ours, tensor).second)
      refuse_two(map, ours, name);
  }
  return weights;
}

/// Caffe's BatchNorm keeps sums: mean and variance times a common factor (0 before any training).
void divide_by_factors(NamedTensors& tensors) {
  const std::string ending = ".factor";
  for (auto row = tensors.begin(); row != tensors.end();) {
    if (!row->first.ends_with(ending) || row->second.count() != 1) {
      ++row;
      continue;
    }
    const std::string norm = row->first.substr(0, row->first.size() - ending.size());
    const float factor = row->second.to_f32().floats()[0];
    for (const char* statistic : {".running_mean", ".running_var"}) {
      const auto found = tensors.find(norm + statistic);
      if (found == tensors.end()) continue;
      found->second = found->second.to_f32();
      for (float& value : found->second.floats()) value = factor == 0 ? 0 : value / factor;
    }
    row = tensors.erase(row);
  }
}

/// Old files give every blob four axes: dense weights [1, 1, O, I], biases [1, 1, 1, O].
void drop_legacy_axes(NamedTensors& tensors) {
  for (auto& [name, tensor] : tensors)
    if (const Shape& shape = tensor.shape(); shape.size() == 4 && shape[0] == 1 && shape[1] == 1)
      tensor = tensor.reshaped({shape[2], shape[3]});
}

const Parameter* parameter_of(const Graph& graph, const Node& node, std::size_t input) {
  const int index = graph.values[static_cast<std::size_t>(node.inputs.at(input))].parameter;
  return index < 0 ? nullptr : &graph.parameters[static_cast<std::size_t>(index)];
}

/// Where scale and shift are there and statistics are not: y = scale * x + shift, so variance + epsilon = 1.
void unfold_norms(std::span<const Graph> graphs, NamedTensors& tensors) {
  for (const Graph& graph : graphs)
    for (const Node& node : graph.nodes) {
      if (node.op != "BatchNormalization") continue;
      const Parameter *scale = parameter_of(graph, node, 1), *mean = parameter_of(graph, node, 3),
                      *variance = parameter_of(graph, node, 4);
      if (!scale || !mean || !variance || !tensors.contains(scale->name)) continue;
      if (tensors.contains(mean->name) || tensors.contains(variance->name)) continue;
      tensors[mean->name] = Tensor::zeros(mean->shape);
      tensors[variance->name] = Tensor::filled(variance->shape, 1 - float_attribute(node, "epsilon", 1e-5f));
    }
}

/// Ours under the map's names, and those that it has none for.
struct Named {
  NamedTensors tensors;
  std::vector<std::string> nameless;
};

Named named_by(const NameMap& map, std::span<const Graph> graphs, const NamedTensors& tensors) {
  const Prefix prefix = trunk_prefix(map, graphs);
  Named named;
  for (const auto& [name, tensor] : tensors) {
    const auto foreign = foreign_of(map, name, prefix);
    if (!foreign || !named.tensors.emplace(*foreign, tensor).second) named.nameless.push_back(name);
  }
  return named;
}

/// Of the convolution that has this weight; 0 when there is none.
std::int64_t stride_of(std::span<const Graph> graphs, const std::string& weight) {
  for (const Graph& graph : graphs)
    for (const Node& node : graph.nodes)
      if (node.op == "Conv")
        if (const Parameter* parameter = parameter_of(graph, node, 1); parameter && parameter->name == weight)
          return ints_attribute(node, "strides", {1}).front();
  return 0;
}

}  // namespace

OurWeights named_as_ours(std::span<const Graph> graphs, const NamedTensors& tensors,
                         const std::string& family) {
  const NameMap& map = family.empty() ? recognised(graphs, tensors) : name_map(family);
  OurWeights weights = renamed(map, graphs, tensors);
  if (map.pixels == PixelConvention::caffe) drop_legacy_axes(weights.tensors);
  divide_by_factors(weights.tensors);
  if (map.folded_norms) unfold_norms(graphs, weights.tensors);
  return weights;
}

NamedTensors named_as(const std::string& family, std::span<const Graph> graphs, const NamedTensors& tensors) {
  std::optional<Named> best;
  for (const NameMap& map : name_maps()) {
    if (map.name != family && !map.name.starts_with(family + "_")) continue;
    Named named = named_by(map, graphs, tensors);
    if (!best || named.nameless.size() < best->nameless.size()) best = std::move(named);
  }
  if (!best) name_map(family);  // throws, naming the nearest
  if (best->nameless.empty()) return std::move(best->tensors);
  throw Error(ErrorCode::weights_mismatch,
              family + " has no name for \"" + best->nameless.front() + "\" (" +
                  std::to_string(best->nameless.size()) + " of " + std::to_string(tensors.size()) +
                  " tensors)",
              "only networks that " + family + " has too can take its names");
}

bool strides_as_trained(const NameMap& map, std::span<const Graph> graphs) {
  const Prefix prefix = map.trunk.empty() ? Prefix() : trunk_prefix(map, graphs);
  if (!prefix) return true;
  const std::string block = *prefix + "layer2.0.conv";
  if (stride_of(graphs, block + "3.weight") == 0) return true;  // no bottleneck
  const bool first = stride_of(graphs, block + "1.weight") == 2;
  const bool second = stride_of(graphs, block + "2.weight") == 2;
  return map.stride_in_1x1 ? !second : !first;
}

std::string stride_text(const NameMap& map) {
  return map.name + " weights mostly come from networks whose bottlenecks stride on their " +
         (map.stride_in_1x1 ? "first 1x1 (model.stride_in_1x1=true), this one on their 3x3"
                            : "3x3, this one on their first 1x1 (model.stride_in_1x1=false)");
}

bool takes_pixels(const InputRecipe& input, PixelConvention pixels) {
  if (pixels == PixelConvention::own) return true;
  const bool units = input.scale < 0.5f;  // 1 / 255 against 1
  if (pixels == PixelConvention::unit_deviation) return units && !input.bgr;
  return !units && (input.bgr || input.channels != 3);
}

std::string pixel_text(PixelConvention pixels) {
  if (pixels == PixelConvention::own) return "the recipe's pixels";
  return pixels == PixelConvention::unit_deviation ? "R, G, B in 0..1 less mean, by deviation"
                                                   : "B, G, R in 0..255 less a mean";
}

InputRecipe with_pixels(InputRecipe input, PixelConvention pixels) {
  if (pixels == PixelConvention::own) return input;
  InputRecipe like = pixels == PixelConvention::unit_deviation ? unit_deviation_input(input.channels)
                                                               : caffe_input(input.channels);
  if (pixels == PixelConvention::detectron2 && input.channels == 3) like.mean = {103.53f, 116.28f, 123.675f};
  input.bgr = like.bgr;
  input.scale = like.scale;
  input.mean = std::move(like.mean);
  input.deviation = std::move(like.deviation);
  return input;
}

}  // namespace perpixel
