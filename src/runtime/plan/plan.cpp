#include "runtime/plan/plan.h"

#include <algorithm>

#include "error/error.h"
#include "graph/shape_inference.h"

namespace perpixel {

namespace {

std::size_t index(int value) { return static_cast<std::size_t>(value); }

Tensor parameter_tensor(const Parameter& parameter, const NamedTensors& weights) {
  const auto found = weights.find(parameter.name);
  if (found == weights.end()) {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : weights) names.push_back(name);
    throw Error(ErrorCode::weights_mismatch,
                "the weights lack \"" + parameter.name + "\" " + shape_text(parameter.shape),
                names.empty() ? "" : did_you_mean(parameter.name, names));
  }
  const Tensor& tensor = found->second;
  if (!tensor.defined() || tensor.dtype() != DType::f32 || tensor.shape() != parameter.shape)
    throw Error(ErrorCode::weights_mismatch,
                "weight \"" + parameter.name + "\" is " + dtype_name(tensor.dtype()) + " " +
                    shape_text(tensor.shape()) + " where the graph takes f32 " + shape_text(parameter.shape));
  return tensor;
}

/// Values that the steps read or that are outputs.
std::vector<bool> needed_values(const Graph& graph, const std::vector<int>& order) {
  std::vector<bool> needed(graph.values.size());
  const auto need = [&](int value) {
    if (value >= 0) needed[index(value)] = true;
  };
  for (const int node : order) std::ranges::for_each(graph.nodes[index(node)].inputs, need);
  for (const GraphOutput& output : graph.outputs)
    if (!output.train_only) need(output.value);
  return needed;
}

std::vector<Tensor> constant_tensors(const Graph& graph, const std::vector<bool>& needed,
                                     const NamedTensors& weights) {
  std::vector<Tensor> constants(graph.values.size());
  for (std::size_t v = 0; v < constants.size(); ++v) {
    const ValueInfo& value = graph.values[v];
    if (!needed[v]) continue;
    if (value.parameter >= 0)
      constants[v] = parameter_tensor(graph.parameters[index(value.parameter)], weights);
    if (value.constant) constants[v] = *value.constant;
  }
  return constants;
}

bool has_constant_parameters(const Node& node, const std::vector<Tensor>& constants) {
  return std::all_of(node.inputs.begin() + 1, node.inputs.end(),
                     [&](int input) { return input < 0 || constants[index(input)].defined(); });
}

/// Constants that no step needs any more because it keeps its own form of them are given back.
void drop_absorbed(const Graph& graph, Plan& plan) {
  std::vector<bool> read(graph.values.size());
  for (const PlannedStep& step : plan.steps) {
    const Node& node = graph.nodes[index(step.node)];
    const bool absorbs = op::find(node).absorbs_parameters && has_constant_parameters(node, plan.constants);
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
      if (node.inputs[i] >= 0 && (i == 0 || !absorbs)) read[index(node.inputs[i])] = true;
  }
  for (const GraphOutput& output : graph.outputs) read[index(output.value)] = true;
  for (std::size_t v = 0; v < read.size(); ++v)
    if (!read[v]) plan.constants[v] = {};
}

op::Site site_of(const Graph& graph, const Node& node, const std::vector<Tensor>& constants) {
  op::Site site{.node = node};
  for (const int input : node.inputs) {
    const bool constant = input >= 0 && constants[index(input)].defined();
    site.parameters.push_back(constant ? &constants[index(input)] : nullptr);
    site.channels.push_back(input >= 0 ? graph.values[index(input)].channels : 0);
  }
  return site;
}

void check_arity(const Node& node) {
  if (node.inputs.empty() || node.inputs[0] < 0 || node.outputs.empty())
    throw Error(ErrorCode::graph_invalid,
                "node \"" + node.name + "\" (" + node.op + "): has no input or no output");
}

/// Who owns the memory of each value, for freeing it and for writing over it.
class Lifetimes {
 public:
  Lifetimes(const Graph& graph, const std::vector<int>& order)
      : last_use_(graph.values.size(), -1),
        owner_(graph.values.size(), -1),
        owner_last_use_(graph.values.size(), -1) {
    for (std::size_t step = 0; step < order.size(); ++step)
      for (const int input : graph.nodes[index(order[step])].inputs)
        if (input >= 0) last_use_[index(input)] = static_cast<int>(step);
    for (const GraphOutput& output : graph.outputs)
      if (!output.train_only) last_use_[index(output.value)] = static_cast<int>(order.size());
  }

  /// Walks the steps in order; `step` is the position of `node`.
  void advance(const Node& node, int step, PlannedStep& planned) {
    const int source = owner_[index(node.inputs[0])];
    planned.may_overwrite = planned.storage == op::Storage::overwrite && source >= 0 &&
                            owner_last_use_[index(source)] == step && read_once(node, source);
    const bool shares = planned.storage == op::Storage::alias || planned.may_overwrite;
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      own(node.outputs[i], shares && i == 0 ? source : node.outputs[i]);
    planned.release = ending_at(node, step);
  }

 private:
  /// -1 as owner: the caller's or the session's memory, never written.
  void own(int value, int owner) {
    owner_[index(value)] = owner;
    if (owner >= 0)
      owner_last_use_[index(owner)] = std::max(owner_last_use_[index(owner)], last_use_[index(value)]);
  }

  bool read_once(const Node& node, int owner) const {
    return std::ranges::count_if(node.inputs,
                                 [&](int input) { return input >= 0 && owner_[index(input)] == owner; }) == 1;
  }

  std::vector<int> ending_at(const Node& node, int step) const {
    std::vector<int> ending;
    for (const int input : node.inputs)
      if (input >= 0 && last_use_[index(input)] == step) ending.push_back(input);
    for (const int output : node.outputs)
      if (last_use_[index(output)] < 0) ending.push_back(output);
    return ending;
  }

  std::vector<int> last_use_;        // position of the last step that reads the value; the end for outputs
  std::vector<int> owner_;           // the value whose memory this one shares
  std::vector<int> owner_last_use_;  // over all values that share it
};

}  // namespace

std::vector<PlannedStep> plan_steps(const Graph& graph) {
  check_graph(graph);
  const std::vector<int> order = live_nodes(graph, false);
  infer_types(graph);  // says which node cannot read its inputs
  Lifetimes lifetimes(graph, order);
  std::vector<PlannedStep> steps;
  for (const int node_index : order) {
    const Node& node = graph.nodes[index(node_index)];
    check_arity(node);
    PlannedStep step{.node = node_index, .storage = op::find(node).storage};
    lifetimes.advance(node, static_cast<int>(steps.size()), step);
    steps.push_back(std::move(step));
  }
  return steps;
}

Plan make_plan(const Graph& graph, const NamedTensors& weights) {
  Plan plan{.steps = plan_steps(graph)};
  plan.constants = constant_tensors(graph, needed_values(graph, live_nodes(graph, false)), weights);
  for (PlannedStep& step : plan.steps) {
    const Node& node = graph.nodes[index(step.node)];
    step.run = op::prepare(op::find(node), site_of(graph, node, plan.constants));
  }
  drop_absorbed(graph, plan);
  return plan;
}

}  // namespace perpixel
