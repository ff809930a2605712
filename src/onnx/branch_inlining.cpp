#include "onnx/branch_inlining.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "error/error.h"
#include "onnx/fresh_names.h"
#include "onnx/known_values.h"
#include "onnx/node_message.h"
#include "onnx/order.h"

namespace perpixel::onnx {

namespace {

/// Nodes and names that may be looked at, again and again while branches come to light behind other branches.
constexpr std::size_t kMostSteps = std::size_t{1} << 21;

using NewNames = std::map<std::string, std::string>;

bool is_branching(const NodeMessage& node) { return node.op == "If" && node.domain.empty(); }

GraphMessage& branch_of(NodeMessage& node, const std::string& name) {
  const auto attribute = std::ranges::find(node.attributes, name, &AttributeMessage::name);
  if (attribute == node.attributes.end() || attribute->graph.empty())
    throw Error(ErrorCode::graph_invalid, node_text(node) + ": has no " + name);
  GraphMessage& branch = attribute->graph[0];
  if (!branch.inputs.empty() || branch.outputs.size() != node.outputs.size())
    throw Error(ErrorCode::graph_invalid,
                node_text(node) + ": its " + name + " has " + std::to_string(branch.inputs.size()) +
                    " inputs and " + std::to_string(branch.outputs.size()) + " outputs instead of none and " +
                    std::to_string(node.outputs.size()));
  return branch;
}

bool truth_of(const NodeMessage& node, const Tensor& condition) {
  if (!condition.defined())
    throw Error(ErrorCode::unsupported,
                node_text(node) + ": which of its branches runs depends on the picture",
                "export without branches over tensors (squeeze fixed axes only), or with fixed sizes, and "
                "write what follows the network outside of it");
  if (condition.dtype() != DType::boolean || condition.count() != 1)
    throw Error(ErrorCode::graph_invalid, node_text(node) + ": its condition is " +
                                              dtype_name(condition.dtype()) + " " +
                                              shape_text(condition.shape()) + ", not one truth value");
  return condition.as<bool>()[0];
}

/// Of the graph and of those within it.
std::size_t item_count(const GraphMessage& graph) {
  std::size_t count = graph.initializers.size() + graph.values.size();
  for (const NodeMessage& node : graph.nodes) {
    count += 1 + node.inputs.size() + node.outputs.size() + node.attributes.size();
    for (const AttributeMessage& attribute : node.attributes)
      for (const GraphMessage& body : attribute.graph) count += item_count(body);
  }
  return count;
}

/// Gives values their new names wherever they are read or computed, also in the graphs within.
class Renaming {
 public:
  explicit Renaming(NewNames names) : names_(std::move(names)) {}

  void rename(std::string& name) const {
    const auto found = names_.find(name);
    if (found != names_.end() && !hidden_.contains(name)) name = found->second;
  }

  void rename_in(NodeMessage& node) {
    for (auto* list : {&node.inputs, &node.outputs})
      for (std::string& name : *list) rename(name);
    for (AttributeMessage& attribute : node.attributes)
      for (GraphMessage& body : attribute.graph) rename_around(body);
  }

 private:
  /// What a graph has itself hides what is around it.
  void rename_around(GraphMessage& body) {
    const std::vector<std::string> own = names_of(body);
    hidden_.insert(own.begin(), own.end());
    for (NodeMessage& node : body.nodes) rename_in(node);
    for (ValueMessage& output : body.outputs) rename(output.name);
    for (const std::string& name : own) hidden_.extract(name);
  }

  static std::vector<std::string> names_of(const GraphMessage& body) {
    std::vector<std::string> own;
    for (const ValueMessage& input : body.inputs) own.push_back(input.name);
    for (const TensorMessage& tensor : body.initializers) own.push_back(tensor.name);
    for (const NodeMessage& node : body.nodes)
      own.insert(own.end(), node.outputs.begin(), node.outputs.end());
    return own;
  }

  NewNames names_;
  std::multiset<std::string> hidden_;
};

class BranchInlining {
 public:
  explicit BranchInlining(ModelMessage& model) : model_(model), graph_(model.graph) {
    names_.take_all(graph_);
    for (const TensorMessage& tensor : graph_.initializers) own_.insert(tensor.name);
    for (const ValueMessage& input : graph_.inputs) own_.insert(input.name);
    for (const NodeMessage& node : graph_.nodes) own_.insert(node.outputs.begin(), node.outputs.end());
  }

  void run() {
    for (auto ready = ready_branchings(); !ready.empty(); ready = ready_branchings()) take(ready);
  }

 private:
  void step(std::size_t items) {
    if (items > kMostSteps - steps_)
      throw Error(ErrorCode::unsupported, "too many branches depend on one another",
                  "export without branches over tensors");
    steps_ += items;
  }

  /// The If nodes whose conditions depend on no other If; at least one where there is any.
  std::vector<std::size_t> ready_branchings() {
    if (std::ranges::none_of(graph_.nodes, is_branching)) return {};
    step(item_count(graph_));
    std::set<std::string> behind;  // what depends on an If
    std::vector<std::size_t> ready;
    for (const std::size_t i : computing_order(graph_)) {
      const NodeMessage& node = graph_.nodes[i];
      const bool waits =
          std::ranges::any_of(node.inputs, [&](const std::string& input) { return behind.contains(input); });
      if (is_branching(node) && !waits) ready.push_back(i);
      if (is_branching(node) || waits) behind.insert(node.outputs.begin(), node.outputs.end());
    }
    return ready;
  }

  void take(const std::vector<std::size_t>& ready) {
    std::vector<std::string> conditions;
    for (const std::size_t i : ready) {
      const NodeMessage& node = graph_.nodes[i];
      if (input_of(node, 0).empty())
        throw Error(ErrorCode::graph_invalid, node_text(node) + ": has no condition");
      conditions.push_back(node.inputs[0]);
    }
    const std::vector<Tensor> known = known_values(model_, conditions);
    std::map<std::size_t, bool> truths;
    for (std::size_t k = 0; k < ready.size(); ++k)
      truths[ready[k]] = truth_of(graph_.nodes[ready[k]], known[k]);
    std::vector<NodeMessage> nodes;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      if (const auto truth = truths.find(i); truth != truths.end())
        replace(graph_.nodes[i], truth->second, nodes);
      else
        nodes.push_back(std::move(graph_.nodes[i]));
    graph_.nodes = std::move(nodes);
  }

  void replace(NodeMessage& node, bool truth, std::vector<NodeMessage>& to) {
    GraphMessage& then_branch = branch_of(node, "then_branch");
    GraphMessage& else_branch = branch_of(node, "else_branch");
    GraphMessage branch = std::move(truth ? then_branch : else_branch);
    Renaming names(new_names(node, branch));
    for (NodeMessage& inner : branch.nodes) {
      names.rename_in(inner);
      to.push_back(std::move(inner));
    }
    for (TensorMessage& tensor : branch.initializers) {
      names.rename(tensor.name);
      graph_.initializers.push_back(std::move(tensor));
    }
    for (auto* list : {&branch.outputs, &branch.values})
      for (ValueMessage& value : *list) names.rename(value.name);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) give(node, i, branch.outputs[i].name, to);
    for (auto* list : {&branch.values, &branch.outputs})
      std::ranges::move(*list, std::back_inserter(graph_.values));
  }

  /// What a node of the branch computes for the If gets the name of the If's output at once.
  NewNames new_names(const NodeMessage& node, const GraphMessage& branch) {
    NewNames names;
    for (const TensorMessage& tensor : branch.initializers) settle(tensor.name, names);
    std::map<std::string, std::string> asked;
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      if (!node.outputs[i].empty()) asked.emplace(branch.outputs[i].name, node.outputs[i]);
    for (const NodeMessage& inner : branch.nodes)
      for (const std::string& output : inner.outputs) {
        if (output.empty()) continue;
        if (const auto found = asked.find(output); found != asked.end())
          names.insert_or_assign(output, found->second);
        else
          settle(output, names);
      }
    return names;
  }

  /// A value of a branch keeps its name where it can.
  void settle(const std::string& name, NewNames& names) {
    if (own_.insert(name).second) return;
    const std::string other = names_.fresh(name);
    own_.insert(other);
    names[name] = other;
  }

  /// A branch may also give a constant, a value from around it, or one value twice.
  static void give(const NodeMessage& node, std::size_t i, const std::string& value,
                   std::vector<NodeMessage>& to) {
    if (node.outputs[i].empty() || value == node.outputs[i]) return;
    to.push_back({.op = "Identity",
                  .name = node.outputs[i],
                  .inputs = {value},
                  .outputs = {node.outputs[i]},
                  .opset = node.opset});
  }

  ModelMessage& model_;
  GraphMessage& graph_;
  FreshNames names_;
  std::set<std::string> own_;  // of the graph itself
  std::size_t steps_ = 0;
};

}  // namespace

void inline_branches(ModelMessage& model) { BranchInlining(model).run(); }

}  // namespace perpixel::onnx
