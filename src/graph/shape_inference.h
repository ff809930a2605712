// The shape of every value of a graph, without weights.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

/// The shape of every value for given input shapes (by input name); values that the outputs do not need stay
/// empty. Throws shape_mismatch naming the node.
std::vector<Shape> infer_shapes(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                                bool with_train_only = false);

}  // namespace perpixel
