// Batch normalisation as part of the layer before it: fewer nodes, the same network.
#pragma once

#include "graph/graph.h"

namespace perpixel {

struct FoldedGraph {
  Graph graph;           // for deployment: train-only outputs are gone
  NamedTensors weights;  // of the graph's parameters, as far as they were given
  int folded = 0;        // normalisations that are no nodes any more
};

/// y = (x - mean) * gamma / sqrt(variance + epsilon) + beta is one factor and one shift a channel. Where x
/// comes from a Conv, ConvTranspose or Gemm, the layer's weight [O, ...] (ConvTranspose: [I, O/group, ...])
/// is multiplied by the factors and its bias [O] becomes bias * factor + shift; a layer without bias gets one
/// as a new parameter, "conv1.bias" beside "conv1.weight" (with a ' where that name is taken). The layer then
/// computes the value of the normalisation, under that value's name; all other names stay, and parameters
/// keep their shapes. Numbers are computed in double and rounded to f32 once, so the outputs differ from the
/// unfolded graph's by rounding alone.
///
/// A normalisation stays as it is when anything else reads x (an output, too), when the layer's weight or
/// bias is shared with another node, is computed or is not given in f32 and its shape, when a bias is
/// broadcast, when it normalises by the batch, when variance + epsilon is not a positive finite number, and
/// when a folded number is not finite. One in front of a convolution stays: what the convolution pads is not
/// normalised.
///
/// Throws what check_graph throws, and graph_invalid for attributes of a wrong type. The result passes
/// check_graph.
FoldedGraph fold_batch_norm(const Graph& graph, const NamedTensors& weights);

}  // namespace perpixel
