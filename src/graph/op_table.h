// What each operation does to shapes, types, receptive fields and cost: one row per operation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "array/loop.h"
#include "graph/graph.h"

namespace perpixel {

/// What is known of a node's inputs before it is computed; nullptr for an absent optional input.
struct NodeInputs {
  std::vector<const Shape*> shapes;
  std::vector<const Tensor*> known;  // elements that follow from sizes alone; nullptr for the rest

  std::size_t size() const { return shapes.size(); }
  const Shape* operator[](std::size_t index) const { return shapes[index]; }
  bool has(std::size_t index) const { return index < shapes.size() && shapes[index]; }
  const Tensor* value(std::size_t index) const { return index < known.size() ? known[index] : nullptr; }
};

/// How one output position reads its first input along one axis: output i reads input positions
/// [i * step + first, i * step + last]. `step` below 1 is upsampling. Not bounded: reads everything.
struct Footprint {
  double step = 1;
  double first = 0;
  double last = 0;
  bool bounded = true;
};

/// One evaluation: outputs have the inferred shapes and types.
struct Computation {
  const Node& node;
  std::vector<const Tensor*> inputs;  // null for absent ones
  std::vector<Tensor>& outputs;
  const array::Loop& loop;

  bool has(std::size_t index) const { return index < inputs.size() && inputs[index]; }
  const Tensor& in(std::size_t index) const { return *inputs[index]; }
};

/// Types of a node's inputs; f32 for absent ones.
using InputTypes = std::vector<DType>;

struct OpRule {
  const char* name;
  /// Output shapes. Throws shape_mismatch or graph_invalid with the node's name.
  std::vector<Shape> (*infer)(const Node& node, const NodeInputs& inputs);
  /// Along axis 2 (y) or 3 (x) of the first input.
  Footprint (*footprint)(const Node& node, const NodeInputs& inputs, const Shape& output, int axis);
  /// Multiply-adds of one run.
  std::int64_t (*multiply_adds)(const Node& node, const NodeInputs& inputs, const Shape& output);
  /// How many inputs carry features (are walked for receptive fields); the rest give weights or sizes. -1 =
  /// all.
  int feature_inputs;
  /// Type of an output; throws graph_invalid with the node's name. Null: f32 in, f32 out.
  DType (*type)(const Node& node, const InputTypes& inputs, std::size_t output) = nullptr;
  /// The elements, for any type; null where only the engines know how (convolution, pooling, ...). Throws
  /// without the node's name: called through `compute_node`.
  void (*compute)(const Computation& run) = nullptr;
  /// The shapes of the inputs are all that `compute` reads.
  bool reads_shapes_only = false;
};

const OpRule* find_op(const std::string& op);
/// As find_op; throws graph_invalid naming the node when the operation is unknown.
const OpRule& op_rule(const Node& node);
std::string op_hint(const std::string& op);
std::vector<std::string> op_names();

/// Runs the rule's `compute`; its Errors get the node's name.
void compute_node(const OpRule& rule, const Computation& run);

}  // namespace perpixel
