// One node with LibTorch: the case per operation.
#pragma once

#include <vector>

#include "autograd/libtorch.h"
#include "graph/graph.h"
#include "graph/shape_inference.h"

namespace perpixel {

/// Does the node read shapes or numbers that follow from sizes? The operations of our own models do not.
bool needs_facts(const Node& node);

/// Computes the node's outputs from `values` (index = value number) and stores them there.
/// In training, batch normalisation uses batch statistics and updates the running ones in place. `facts` is
/// what shape inference knows for these inputs; null where no node needs it. Throws unsupported naming the
/// node.
void execute_node(const Node& node, std::vector<at::Tensor>& values, bool training, const ValueFacts* facts);

}  // namespace perpixel
