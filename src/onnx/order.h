// The order in which the nodes of a file can be computed.
#pragma once

#include <cstddef>
#include <vector>

#include "onnx/message.h"

namespace perpixel::onnx {

/// Positions in `graph.nodes`, each after those whose outputs it reads; among the computable ones in the
/// order of the file. Every value has one origin: an input, an initializer (which may also be listed as an
/// input), or one node. Throws graph_invalid naming the value or the node: two origins, none, a cycle.
std::vector<std::size_t> computing_order(const GraphMessage& graph);

}  // namespace perpixel::onnx
