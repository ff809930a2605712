// A graph of ours as an ONNX model that other engines run: opset 17, standard operators only.
#pragma once

#include <string>

#include "graph/graph.h"
#include "onnx/message.h"
#include "onnx/metadata.h"
#include "tensor/tensor.h"

namespace perpixel::onnx {

/// Not newer: ONNX Runtime 1.32 lacks operators of later sets.
inline constexpr std::int64_t kOpset = 17;
inline constexpr std::int64_t kIrVersion = 8;

/// What the deployed outputs need, written down: inputs and outputs under their names in the graph,
/// parameters as initializers under theirs (the elements are shared, not copied), symbolic axes N, H and W.
/// Train-only outputs and dropout are left out. Sizes that follow another tensor are computed in the file,
/// so that it takes every batch and picture that the graph takes. `weights`: every such parameter, f32,
/// in the graph's shape; others are passed over.
///
/// Throws unsupported naming the node that ONNX has no operator for (and what to use instead),
/// weights_mismatch naming a parameter that is missing or of another shape, graph_invalid.
ModelMessage export_graph(const Graph& graph, const NamedTensors& weights, const Metadata& metadata,
                          const std::string& producer_version);

}  // namespace perpixel::onnx
