// What is known of every value of a graph without weights and pictures: shapes, types, and the numbers that
// follow from sizes alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/op_table.h"

namespace perpixel {

/// One entry a value; values that the outputs do not need stay empty. A graph that computes sizes (Shape,
/// Gather, Mul ... up to a Resize) has them in `known`, for these very input shapes.
struct ValueFacts {
  std::vector<Shape> shapes;
  std::vector<DType> types;
  std::vector<Tensor> known;  // constants, and small tensors that follow from sizes; undefined for the rest

  NodeInputs inputs_of(const Node& node) const;
};

/// For given input shapes (by input name); inputs whose elements are given too (sizes as inputs) count as
/// known. Throws shape_mismatch or unsupported naming the node.
ValueFacts infer_values(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                        const NamedTensors& known_inputs = {}, bool with_train_only = false);

/// The shapes alone.
std::vector<Shape> infer_shapes(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                                bool with_train_only = false);

/// The type of every value; f32 for those that the outputs do not need. Throws graph_invalid naming the node.
std::vector<DType> infer_types(const Graph& graph, bool with_train_only = false);

}  // namespace perpixel
