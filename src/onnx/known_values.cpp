#include "onnx/known_values.h"

#include <algorithm>
#include <map>
#include <set>

#include "error/error.h"
#include "graph/shape_inference.h"
#include "onnx/build_graph.h"
#include "onnx/constant_folding.h"
#include "onnx/opset17.h"

namespace perpixel::onnx {

namespace {

/// The part of a model that computes some of its values.
class Part {
 public:
  explicit Part(const ModelMessage& model) : model_(model), needed_nodes_(model.graph.nodes.size()) {
    for (std::size_t i = 0; i < model.graph.nodes.size(); ++i)
      for (const std::string& output : model.graph.nodes[i].outputs) producers_.emplace(output, i);
  }

  ModelMessage that_computes(const std::vector<std::string>& names) {
    ModelMessage part{.opsets = model_.opsets};
    for (const std::string& name : names) {
      need(name);
      part.graph.outputs.push_back({.name = name, .foreign_type = "of no type that is stated"});
    }
    follow();
    for (std::size_t i = 0; i < needed_nodes_.size(); ++i)
      if (needed_nodes_[i]) part.graph.nodes.push_back(model_.graph.nodes[i]);
    copy_needed(model_.graph.initializers, part.graph.initializers);
    copy_needed(model_.graph.inputs, part.graph.inputs);
    copy_needed(model_.graph.values, part.graph.values);
    return part;
  }

 private:
  void need(const std::string& name) {
    if (needed_.insert(name).second) open_.push_back(name);
  }

  void follow() {
    while (!open_.empty()) {
      const auto producer = producers_.find(open_.back());
      open_.pop_back();
      if (producer == producers_.end() || needed_nodes_[producer->second]) continue;
      needed_nodes_[producer->second] = true;
      for (const std::string& input : model_.graph.nodes[producer->second].inputs)
        if (!input.empty()) need(input);
    }
  }

  template <class Named>
  void copy_needed(const std::vector<Named>& from, std::vector<Named>& to) const {
    for (const Named& one : from)
      if (needed_.contains(one.name)) to.push_back(one);
  }

  const ModelMessage& model_;
  std::map<std::string, std::size_t> producers_;
  std::vector<bool> needed_nodes_;
  std::set<std::string> needed_;
  std::vector<std::string> open_;  // whose producers have yet to be looked for
};

/// By value: the numbers that follow from the sizes of the inputs, where these are stated in full.
std::vector<Tensor> known_by_sizes(const Graph& graph) {
  const std::vector<Tensor> nothing(graph.values.size());
  std::map<std::string, Shape> sizes;
  for (const GraphInput& input : graph.inputs) {
    if (std::ranges::any_of(input.shape, [](std::int64_t size) { return size < 0; })) return nothing;
    sizes[input.name] = input.shape;
  }
  try {
    return infer_values(graph, sizes).known;
  } catch (const Error&) {
    return nothing;  // who needs the value says what it means that it is not known
  }
}

}  // namespace

std::vector<Tensor> known_values(const ModelMessage& model, const std::vector<std::string>& names) {
  ModelMessage part = Part(model).that_computes(names);
  bring_to_opset_17(part);
  const Graph graph = fold_constants(build_graph(part.graph));
  const std::vector<Tensor> by_sizes = known_by_sizes(graph);
  std::vector<Tensor> known;
  for (const GraphOutput& output : graph.outputs) {
    const auto value = static_cast<std::size_t>(output.value);
    known.push_back(graph.values[value].constant.value_or(by_sizes[value]));
  }
  return known;
}

}  // namespace perpixel::onnx
