// The arithmetic on known numbers that exporters leave in a file, done once.
#pragma once

#include "graph/graph.h"

namespace perpixel::onnx {

/// The same outputs from fewer nodes: what depends on constants alone (or on the shape of an input that is
/// stated in full) is computed, Identity nodes vanish, values and nodes that no output needs are gone. An
/// Identity of a constant becomes a constant of its own under its own name: exporters store equal weights of
/// different layers once. What depends on symbolic sizes stays as nodes, and so does what would make far more
/// of the constants than the file holds.
Graph fold_constants(const Graph& graph);

}  // namespace perpixel::onnx
