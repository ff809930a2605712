// What the axes of a model's inputs and outputs are called in its file.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "onnx/export/sized_graph.h"
#include "onnx/message.h"

namespace perpixel::onnx {

/// Symbolic axes of the first input are N, (axis 1) C, H and W; those of a further input carry its name
/// before that, "mask_H", because nothing says that they are equal.
ValueMessage input_message(const Graph& graph, std::size_t input);

/// An axis that no size of the inputs moves is a number; one that always equals an axis of the first input
/// has its name; any other is the output's own, "score_H".
ValueMessage output_message(const Graph& graph, const GraphOutput& output, DType type,
                            const std::vector<SizedGraph>& sizes);

}  // namespace perpixel::onnx
