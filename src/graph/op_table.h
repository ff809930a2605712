// What each operation does to shapes, receptive fields and cost: one row per operation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

/// Shapes of a node's inputs; nullptr for an absent optional input.
using InputShapes = std::vector<const Shape*>;

/// How one output position reads its first input along one axis: output i reads input positions
/// [i * step + first, i * step + last]. `step` below 1 is upsampling. Not bounded: reads everything.
struct Footprint {
  double step = 1;
  double first = 0;
  double last = 0;
  bool bounded = true;
};

struct OpRule {
  const char* name;
  /// Output shapes. Throws shape_mismatch or graph_invalid with the node's name.
  std::vector<Shape> (*infer)(const Node& node, const InputShapes& inputs);
  /// Along axis 2 (y) or 3 (x) of the first input.
  Footprint (*footprint)(const Node& node, const InputShapes& inputs, const Shape& output, int axis);
  /// Multiply-adds of one run.
  std::int64_t (*multiply_adds)(const Node& node, const InputShapes& inputs, const Shape& output);
  /// How many inputs carry features (are walked for receptive fields); the rest give weights or sizes. -1 =
  /// all.
  int feature_inputs;
};

const OpRule* find_op(const std::string& op);
/// As find_op; throws graph_invalid naming the node when the operation is unknown.
const OpRule& op_rule(const Node& node);
std::string op_hint(const std::string& op);
std::vector<std::string> op_names();

}  // namespace perpixel
