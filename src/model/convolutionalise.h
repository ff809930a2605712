// Net surgery: the dense layers of a classifier turned into convolutions. Nothing is retrained.
#pragma once

#include "graph/graph.h"

namespace perpixel {

/// The same network with every dense layer as a convolution without padding: the first, on a flattened [N, C,
/// k, k] map, gets the window k x k (its inputs must be C * k * k), the others 1 x 1; flattening disappears.
/// Names stay. On a picture of the classifier's size the result is [N, classes, 1, 1] with the classifier's
/// numbers; on larger ones it is a map of them. Throws graph_invalid naming the node that cannot be turned.
Graph convolutionalise(const Graph& classifier);

/// The weights for it: dense [O, C * k * k] -> [O, C, k, k], where `graph` wants that; the rest as it is.
/// Elements are shared, not copied.
NamedTensors convolutionalise(const NamedTensors& weights, const Graph& graph);

}  // namespace perpixel
