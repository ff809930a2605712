// The weights that a training starts from: random ones, with those of an earlier run put over them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/config.h"
#include "graph/graph.h"

namespace perpixel {

/// Random by train.seed; where `weights` names a run folder or a file, every parameter with the same name
/// takes its numbers from there (net surgery: dense layers become convolutions, new layers stay new).
/// `message` hears what was taken, what is new and what was left over. Throws class_count when a scoring
/// layer has another number of classes and weights_mismatch when nothing fits.
NamedTensors start_weights(const Graph& graph, const Config& config,
                           const std::function<void(const std::string&)>& message);

/// The configuration of the run (or weights file of ours) at `path`; nothing for foreign files.
std::optional<Config> config_of_weights(const std::string& path);

}  // namespace perpixel
