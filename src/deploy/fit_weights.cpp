#include "deploy/fit_weights.h"

#include <algorithm>

namespace perpixel {

namespace {

bool is_parameter(const Model& model, const std::string& name) {
  return std::ranges::any_of(model.graphs,
                             [&](const Graph& graph) { return graph.find_parameter(name) != nullptr; });
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// Each graph against the tensors with names of its own; what no graph wants is unexpected once.
WeightMatch match_all(const Model& model, const NamedTensors& tensors) {
  if (model.graphs.size() == 1) return match_weights(model.graphs.front(), tensors);
  WeightMatch all;
  for (const Graph& graph : model.graphs) {
    NamedTensors own = tensors;
    std::erase_if(own, [&](const auto& row) { return !graph.find_parameter(row.first); });
    WeightMatch match = match_weights(graph, own);
    all.matched.merge(match.matched);
    append(all.missing, match.missing);
    append(all.wrong_shape, match.wrong_shape);
    append(all.reshaped, match.reshaped);
    if (match.class_counts) all.class_counts = match.class_counts;
  }
  for (const auto& [name, tensor] : tensors)
    if (!is_parameter(model, name)) all.unexpected.push_back(name);
  return all;
}

}  // namespace

FittedWeights fit_weights(const Model& model, const NamedTensors& tensors, const std::string& family) {
  OurWeights ours = named_as_ours(model.graphs, tensors, family);
  return {ours.map, match_all(model, ours.tensors), std::move(ours.unneeded)};
}

FittedWeights require_weights(Model& model, const NamedTensors& tensors, const std::string& file,
                              const std::string& family) {
  FittedWeights fitted = fit_weights(model, tensors, family);
  require_complete(fitted.match, file);
  InputRecipe& input = model.recipe.input;
  if (!takes_pixels(input, fitted.map->pixels)) input = with_pixels(std::move(input), fitted.map->pixels);
  return fitted;
}

}  // namespace perpixel
