// What deployment needs of a graph.
#pragma once

#include "graph/graph.h"

namespace perpixel {

/// The graph without its train-only outputs and without the nodes, values, parameters and constants that the
/// other outputs do not need. Inputs stay, needed or not; names stay; nodes keep their order.
Graph live_part(const Graph& graph);

}  // namespace perpixel
