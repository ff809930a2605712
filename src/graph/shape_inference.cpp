#include "graph/shape_inference.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

namespace {

/// What follows from sizes is short; a longer result is left to the engine.
constexpr std::int64_t kMostKnown = 4096;
constexpr std::size_t kMostAxes = 64;  // NumPy's and PyTorch's limit

std::size_t index(int value) { return static_cast<std::size_t>(value); }

/// Pictures have at least one position on each axis; tensors of other ranks may be empty.
void place_input(const GraphInput& input, const std::map<std::string, Shape>& given,
                 std::vector<Shape>& shapes) {
  const auto found = given.find(input.name);
  if (found == given.end())
    throw Error(ErrorCode::shape_mismatch,
                "the graph needs an input \"" + input.name + "\" of shape " + shape_text(input.shape));
  const Shape& shape = found->second;
  bool fits = shape.size() == input.shape.size();
  for (std::size_t i = 0; fits && i < shape.size(); ++i)
    fits = input.shape[i] < 0 ? shape[i] >= (shape.size() == 4 ? 1 : 0) : input.shape[i] == shape[i];
  if (!fits)
    throw Error(ErrorCode::shape_mismatch, "input \"" + input.name + "\" of shape " + shape_text(shape) +
                                               " where the graph takes " + shape_text(input.shape));
  shapes[index(input.value)] = shape;
}

void check_outputs(const Node& node, std::size_t available) {
  if (node.outputs.size() > available)
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): has only " +
                                              std::to_string(available) + " outputs");
}

/// The rule's shapes, each possible, so that no later product of sizes overflows. Errors of the arithmetic
/// below the rules get the node's name.
std::vector<Shape> inferred(const OpRule& rule, const Node& node, const NodeInputs& inputs) {
  try {
    std::vector<Shape> shapes = rule.infer(node, inputs);
    for (const Shape& shape : shapes) {
      element_count(shape);
      if (shape.size() > kMostAxes)
        throw Error(ErrorCode::shape_mismatch, "a result of " + std::to_string(shape.size()) + " axes");
    }
    return shapes;
  } catch (const Error& error) {
    const std::string what = error.what();
    if (what.starts_with("node \"")) throw;
    throw Error(error.code(), "node \"" + node.name + "\" (" + node.op + "): " + what, error.hint());
  }
}

/// Inputs of a computation from what is known; nothing when something is missing.
std::optional<std::vector<Tensor>> known_operands(const OpRule& rule, const Node& node,
                                                  const ValueFacts& facts) {
  std::vector<Tensor> operands;
  for (const int input : node.inputs) {
    Tensor operand;
    if (input >= 0) {
      operand = rule.reads_shapes_only
                    ? Tensor(facts.shapes[index(input)], facts.types[index(input)], nullptr)
                    : facts.known[index(input)];
      if (!rule.reads_shapes_only && !operand.defined()) return {};
    }
    operands.push_back(std::move(operand));
  }
  return operands;
}

/// Computes the node's outputs where sizes and constants are all that they need.
void propagate(const OpRule& rule, const Node& node, ValueFacts& facts) {
  if (!rule.compute) return;
  for (const int output : node.outputs)
    if (element_count(facts.shapes[index(output)]) > kMostKnown) return;
  const auto operands = known_operands(rule, node, facts);
  if (!operands) return;
  std::vector<Tensor> outputs;
  for (const int output : node.outputs)
    outputs.emplace_back(facts.shapes[index(output)], facts.types[index(output)]);
  Computation run{.node = node, .inputs = {}, .outputs = outputs, .loop = array::at_once};
  for (std::size_t i = 0; i < operands->size(); ++i)
    run.inputs.push_back(node.inputs[i] < 0 ? nullptr : &(*operands)[i]);
  compute_node(rule, run);
  for (std::size_t i = 0; i < outputs.size(); ++i) facts.known[index(node.outputs[i])] = outputs[i];
}

DType f32_alone(const Node& node, const InputTypes& inputs) {
  for (const DType type : inputs)
    if (type != DType::f32)
      throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): cannot read " +
                                                dtype_name(type) + " values");
  return DType::f32;
}

}  // namespace

NodeInputs ValueFacts::inputs_of(const Node& node) const {
  NodeInputs inputs;
  for (const int input : node.inputs) {
    inputs.shapes.push_back(input < 0 ? nullptr : &shapes[index(input)]);
    inputs.known.push_back(input < 0 || !known[index(input)].defined() ? nullptr : &known[index(input)]);
  }
  return inputs;
}

std::vector<DType> infer_types(const Graph& graph, bool with_train_only) {
  std::vector<DType> types(graph.values.size(), DType::f32);
  for (const GraphInput& input : graph.inputs) types[index(input.value)] = input.type;
  for (std::size_t v = 0; v < graph.values.size(); ++v)
    if (graph.values[v].constant) types[v] = graph.values[v].constant->dtype();
  for (const int position : live_nodes(graph, with_train_only)) {
    const Node& node = graph.nodes[index(position)];
    const OpRule& rule = op_rule(node);
    InputTypes inputs;
    for (const int input : node.inputs) inputs.push_back(input < 0 ? DType::f32 : types[index(input)]);
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      types[index(node.outputs[i])] = rule.type ? rule.type(node, inputs, i) : f32_alone(node, inputs);
  }
  return types;
}

ValueFacts infer_values(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                        const NamedTensors& known_inputs, bool with_train_only) {
  ValueFacts facts{std::vector<Shape>(graph.values.size()), infer_types(graph, with_train_only),
                   std::vector<Tensor>(graph.values.size())};
  for (const GraphInput& input : graph.inputs) {
    place_input(input, input_shapes, facts.shapes);
    if (const auto known = known_inputs.find(input.name); known != known_inputs.end())
      facts.known[index(input.value)] = known->second;
  }
  for (std::size_t v = 0; v < graph.values.size(); ++v) {
    const ValueInfo& value = graph.values[v];
    if (value.parameter >= 0) facts.shapes[v] = graph.parameters[index(value.parameter)].shape;
    if (value.constant) {
      facts.shapes[v] = value.constant->shape();
      facts.known[v] = *value.constant;
    }
  }
  for (const int position : live_nodes(graph, with_train_only)) {
    const Node& node = graph.nodes[index(position)];
    const OpRule& rule = op_rule(node);
    std::vector<Shape> results = inferred(rule, node, facts.inputs_of(node));
    check_outputs(node, results.size());
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      facts.shapes[index(node.outputs[i])] = std::move(results[i]);
    propagate(rule, node, facts);
  }
  return facts;
}

std::vector<Shape> infer_shapes(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                                bool with_train_only) {
  return infer_values(graph, input_shapes, {}, with_train_only).shapes;
}

}  // namespace perpixel
