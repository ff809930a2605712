// The weights that a training starts from: random ones, with those of an earlier run put over them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/config.h"
#include "graph/graph.h"
#include "model/model.h"
#include "network_source.h"

namespace perpixel {

/// The weights of the source for `graph`, which holds all parameters of the model; where `weights` names a
/// run folder or a file of any origin, every parameter that it has takes its numbers from there, layers named
/// as `weights_names` says or as it is recognised (net surgery: model/weight_surgery.h; dense layers become
/// convolutions, new layers stay new). `message` hears what was taken, what is new, what was left over, and
/// when the weights were trained on other pixels than the recipe gives. Throws class_count when a scoring
/// layer has another number of classes and weights_mismatch when nothing fits.
NamedTensors start_weights(const NetworkSource& source, const Model& model, const Graph& graph,
                           const Config& config, const std::function<void(const std::string&)>& message);

/// The configuration of the run (or weights file of ours) at `path`; nothing for foreign files.
std::optional<Config> config_of_weights(const std::string& path);

}  // namespace perpixel
