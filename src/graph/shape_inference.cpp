#include "graph/shape_inference.h"

#include "error/error.h"
#include "graph/op_table.h"

namespace perpixel {

namespace {

void place_input(const GraphInput& input, const std::map<std::string, Shape>& given,
                 std::vector<Shape>& shapes) {
  const auto found = given.find(input.name);
  if (found == given.end())
    throw Error(ErrorCode::shape_mismatch,
                "the graph needs an input \"" + input.name + "\" of shape " + shape_text(input.shape));
  const Shape& shape = found->second;
  bool fits = shape.size() == input.shape.size();
  for (std::size_t i = 0; fits && i < shape.size(); ++i)
    fits = shape[i] >= 1 && (input.shape[i] < 0 || input.shape[i] == shape[i]);
  if (!fits)
    throw Error(ErrorCode::shape_mismatch, "input \"" + input.name + "\" of shape " + shape_text(shape) +
                                               " where the graph takes " + shape_text(input.shape));
  shapes[static_cast<std::size_t>(input.value)] = shape;
}

}  // namespace

std::vector<Shape> infer_shapes(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                                bool with_train_only) {
  std::vector<Shape> shapes(graph.values.size());
  for (const GraphInput& input : graph.inputs) place_input(input, input_shapes, shapes);
  for (std::size_t v = 0; v < graph.values.size(); ++v) {
    const ValueInfo& value = graph.values[v];
    if (value.parameter >= 0) shapes[v] = graph.parameters[static_cast<std::size_t>(value.parameter)].shape;
    if (value.constant) shapes[v] = value.constant->shape();
  }
  for (const int index : live_nodes(graph, with_train_only)) {
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    InputShapes inputs;
    for (const int input : node.inputs)
      inputs.push_back(input < 0 ? nullptr : &shapes[static_cast<std::size_t>(input)]);
    std::vector<Shape> results = op_rule(node).infer(node, inputs);
    if (node.outputs.size() > results.size())
      throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): has only " +
                                                std::to_string(results.size()) + " outputs");
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      shapes[static_cast<std::size_t>(node.outputs[i])] = std::move(results.at(i));
  }
  return shapes;
}

}  // namespace perpixel
