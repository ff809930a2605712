// GraphMessage in the form of operator set 17 -> Graph.
#pragma once

#include "graph/graph.h"
#include "onnx/message.h"

namespace perpixel::onnx {

/// Nodes in an order in which they can be computed, under their own names (of the first output where a name
/// is missing or taken); every initializer is a constant; symbolic axes are -1. Channels are filled in where
/// the file states shapes. Throws graph_invalid or unsupported naming the node or value.
Graph build_graph(const GraphMessage& message);

}  // namespace perpixel::onnx
