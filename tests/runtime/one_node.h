// One node alone, run by the CPU engine.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "array/number.h"
#include "runtime/session.h"

namespace perpixel {

/// Floats are inputs of the graph, everything else is a constant of it; an undefined tensor is an absent
/// input.
inline std::vector<Tensor> run_node(const std::string& op, std::map<std::string, Attribute> attributes,
                                    const std::vector<Tensor>& inputs, int outputs = 1) {
  Graph graph{.name = "test"};
  NamedTensors given;
  Node node{.op = op, .name = "node", .attributes = std::move(attributes)};
  for (const Tensor& tensor : inputs) {
    const std::string name = "in" + std::to_string(node.inputs.size());
    if (!tensor.defined()) {
      node.inputs.push_back(-1);
    } else if (tensor.dtype() != DType::f32) {
      node.inputs.push_back(graph.add_constant(name, tensor));
    } else {
      node.inputs.push_back(static_cast<int>(graph.values.size()));
      graph.values.push_back({.name = name});
      graph.inputs.push_back({name, node.inputs.back(), tensor.shape()});
      given[name] = tensor;
    }
  }
  for (int i = 0; i < outputs; ++i) {
    node.outputs.push_back(static_cast<int>(graph.values.size()));
    const std::string name = "out" + std::to_string(i);
    graph.values.push_back({.name = name, .producer = 0});
    graph.outputs.push_back({name, node.outputs.back()});
  }
  graph.nodes.push_back(std::move(node));
  NamedTensors results = Session(std::move(graph), {}, {.threads = 2}).run(given);
  std::vector<Tensor> ordered;
  for (int i = 0; i < outputs; ++i) ordered.push_back(results.at("out" + std::to_string(i)));
  return ordered;
}

inline Tensor ints(std::vector<std::int64_t> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return Tensor::from_ints({count}, std::move(values));
}

inline Tensor booleans(Shape shape, const std::vector<int>& values) {
  Tensor tensor(std::move(shape), DType::boolean);
  for (std::size_t i = 0; i < values.size(); ++i) tensor.as<bool>()[i] = values[i] != 0;
  return tensor;
}

/// The elements as whole numbers, whatever integer type (or boolean) they have.
inline std::vector<std::int64_t> whole(const Tensor& tensor) { return array::integers(tensor); }

}  // namespace perpixel
