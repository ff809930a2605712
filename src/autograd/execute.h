// One node with LibTorch: the case per operation.
#pragma once

#include <vector>

#include "autograd/libtorch.h"
#include "graph/graph.h"

namespace perpixel {

/// Computes the node's outputs from `values` (index = value number) and stores them there.
/// In training, batch normalisation uses batch statistics and updates the running ones in place.
void execute_node(const Node& node, std::vector<at::Tensor>& values, bool training);

}  // namespace perpixel
