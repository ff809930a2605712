// Short ways to write models as messages, and to ask what was refused.
#pragma once

#include <string>
#include <vector>

#include "error/error.h"
#include "graph/graph.h"
#include "onnx/import.h"
#include "onnx/node_message.h"

namespace perpixel::onnx {

inline NodeMessage node(const std::string& op, std::vector<std::string> inputs,
                        std::vector<std::string> outputs, std::vector<AttributeMessage> attributes = {}) {
  return {.op = op,
          .name = outputs.at(0) + "_node",
          .inputs = std::move(inputs),
          .outputs = std::move(outputs),
          .attributes = std::move(attributes)};
}

inline TensorMessage floats(const std::string& name, Shape shape, std::vector<float> values) {
  return {.name = name, .tensor = Tensor::from(std::move(shape), std::move(values))};
}

inline TensorMessage integers(const std::string& name, std::vector<std::int64_t> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return {.name = name, .tensor = Tensor::from_ints({count}, std::move(values))};
}

inline ValueMessage value(const std::string& name, Shape shape, DType type = DType::f32) {
  return {.name = name, .type = type, .has_shape = true, .shape = std::move(shape)};
}

inline TensorMessage truth(const std::string& name, bool value) {
  TensorMessage message{.name = name, .tensor = Tensor({}, DType::boolean)};
  message.tensor.as<bool>()[0] = value;
  return message;
}

inline NodeMessage branching(const std::string& condition, std::vector<std::string> outputs,
                             GraphMessage then_branch, GraphMessage else_branch) {
  NodeMessage message = node("If", {condition}, std::move(outputs));
  message.attributes.push_back(
      {.name = "then_branch", .kind = AttributeMessage::Kind::graph, .graph = {std::move(then_branch)}});
  message.attributes.push_back(
      {.name = "else_branch", .kind = AttributeMessage::Kind::graph, .graph = {std::move(else_branch)}});
  return message;
}

inline GraphMessage branch(std::vector<NodeMessage> nodes, const std::vector<std::string>& outputs) {
  GraphMessage graph;
  graph.nodes = std::move(nodes);
  for (const std::string& output : outputs) graph.outputs.push_back({.name = output});
  return graph;
}

/// A function of the domain "d".
inline FunctionMessage function(const std::string& name, std::vector<std::string> inputs,
                                std::vector<std::string> outputs, std::vector<NodeMessage> nodes) {
  FunctionMessage message;
  message.name = name;
  message.domain = "d";
  message.inputs = std::move(inputs);
  message.outputs = std::move(outputs);
  message.nodes = std::move(nodes);
  return message;
}

inline NodeMessage call(const std::string& name, std::vector<std::string> inputs,
                        std::vector<std::string> outputs, std::vector<AttributeMessage> attributes = {}) {
  NodeMessage message = node(name, std::move(inputs), std::move(outputs), std::move(attributes));
  message.domain = "d";
  return message;
}

/// x [-1, 4, -1, -1] -> y, unless said otherwise.
inline ModelMessage model(std::int64_t opset, std::vector<NodeMessage> nodes,
                          std::vector<TensorMessage> initializers = {}) {
  ModelMessage message{.opsets = {{"", opset}}};
  message.graph.nodes = std::move(nodes);
  message.graph.initializers = std::move(initializers);
  message.graph.inputs = {value("x", {-1, 4, -1, -1})};
  message.graph.outputs = {{.name = "y"}};
  return message;
}

inline const Node& only_node(const Graph& graph) {
  if (graph.nodes.size() != 1)
    throw Error(ErrorCode::internal, std::to_string(graph.nodes.size()) + " nodes");
  return graph.nodes[0];
}

/// The constant that an input of a node is; an undefined one when it is none.
inline Tensor constant_input(const Graph& graph, const Node& node, std::size_t index) {
  if (index >= node.inputs.size() || node.inputs[index] < 0) return {};
  const ValueInfo& value = graph.values[static_cast<std::size_t>(node.inputs[index])];
  return value.constant.value_or(Tensor());
}

inline std::vector<std::int64_t> integer_input(const Graph& graph, const Node& node, std::size_t index) {
  const Tensor tensor = constant_input(graph, node, index);
  if (!tensor.defined()) return {};
  const auto values = tensor.as<std::int64_t>();
  return {values.begin(), values.end()};
}

inline std::vector<float> real_input(const Graph& graph, const Node& node, std::size_t index) {
  const Tensor tensor = constant_input(graph, node, index);
  if (!tensor.defined()) return {};
  const auto values = tensor.floats();
  return {values.begin(), values.end()};
}

inline std::vector<std::string> ops_of(const Graph& graph) {
  std::vector<std::string> ops;
  for (const Node& node : graph.nodes) ops.push_back(node.op);
  return ops;
}

/// "E0507: what" of the Error that a call throws, "" when it throws none.
template <class Call>
std::string refused(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error_code_text(error.code()) + ": " + error.what();
  }
  return "";
}

}  // namespace perpixel::onnx
