#include "onnx/build_graph.h"

#include <limits>
#include <set>

#include "error/error.h"
#include "onnx/node_message.h"
#include "onnx/order.h"
#include "onnx/rule/rewriting.h"

namespace perpixel::onnx {

namespace {

using Kind = AttributeMessage::Kind;

Attribute attribute_of(const NodeMessage& node, const AttributeMessage& attribute) {
  switch (attribute.kind) {
    case Kind::real:
      return attribute.real;
    case Kind::integer:
      return attribute.integer;
    case Kind::text:
      return attribute.text;
    case Kind::reals:
      return attribute.reals;
    case Kind::integers:
      return attribute.integers;
    default:
      throw Error(ErrorCode::unsupported, node_text(node) + ": attribute " + shortened(attribute.name) +
                                              " is neither a number, a text nor a list of numbers");
  }
}

class GraphBuilder {
 public:
  explicit GraphBuilder(const GraphMessage& message) : message_(message) {}

  Graph build() {
    graph_.name = message_.name;
    const std::vector<std::size_t> order = computing_order(message_);
    for (const TensorMessage& tensor : message_.initializers) add_initializer(tensor);
    for (const ValueMessage& input : message_.inputs)
      if (!values_.contains(input.name)) add_input(input);
    for (const std::size_t i : order) add_node(message_.nodes[i]);
    for (const ValueMessage& output : message_.outputs) add_output(output);
    for (const auto* list : {&message_.values, &message_.outputs})
      for (const ValueMessage& value : *list) note_channels(value);
    return std::move(graph_);
  }

 private:
  void add_initializer(const TensorMessage& tensor) {
    if (!tensor.tensor.defined())
      throw Error(ErrorCode::graph_invalid, "initializer \"" + shortened(tensor.name) + "\" has no elements");
    values_[tensor.name] = graph_.add_constant(tensor.name, tensor.tensor);
  }

  void add_input(const ValueMessage& input) {
    const std::string where = "input \"" + shortened(input.name) + "\"";
    if (!input.foreign_type.empty())
      throw Error(ErrorCode::unsupported, where + " is " + input.foreign_type + ", not a tensor of numbers");
    if (!input.has_shape)
      throw Error(ErrorCode::unsupported, where + " does not say how many axes it has",
                  "export with named or fixed axes");
    values_[input.name] = static_cast<int>(graph_.values.size());
    graph_.inputs.push_back({input.name, values_[input.name], input.shape, as_computed(input.type)});
    graph_.values.push_back({.name = input.name});
    note_channels(input);
  }

  void note_channels(const ValueMessage& value) {
    const auto found = values_.find(value.name);
    if (found == values_.end() || !value.has_shape || value.shape.size() < 2) return;
    const std::int64_t channels = value.shape[1];
    if (channels > 0 && channels <= std::numeric_limits<int>::max())
      graph_.values[static_cast<std::size_t>(found->second)].channels = static_cast<int>(channels);
  }

  int value_of(const std::string& name) const { return name.empty() ? -1 : values_.at(name); }

  void add_node(const NodeMessage& message) {
    Node node{.op = message.op, .name = unique_node_name(message)};
    for (const std::string& input : message.inputs) node.inputs.push_back(value_of(input));
    while (!node.inputs.empty() && node.inputs.back() < 0) node.inputs.pop_back();
    std::size_t outputs = message.outputs.size();
    while (outputs > 0 && message.outputs[outputs - 1].empty()) --outputs;
    for (std::size_t i = 0; i < outputs; ++i) node.outputs.push_back(add_result(message.outputs[i]));
    for (const AttributeMessage& attribute : message.attributes)
      if (!node.attributes.emplace(attribute.name, attribute_of(message, attribute)).second)
        throw Error(ErrorCode::graph_invalid,
                    node_text(message) + ": has attribute " + shortened(attribute.name) + " twice");
    graph_.nodes.push_back(std::move(node));
  }

  /// An output that nobody reads may have no name (an empty one is no value's).
  int add_result(const std::string& name) {
    const int value = static_cast<int>(graph_.values.size());
    graph_.values.push_back({.name = name, .producer = static_cast<int>(graph_.nodes.size())});
    if (!name.empty()) values_[name] = value;
    return value;
  }

  void add_output(const ValueMessage& output) {
    const auto found = values_.find(output.name);
    if (found == values_.end())
      throw Error(ErrorCode::graph_invalid,
                  "output \"" + shortened(output.name) + "\" is computed by nothing");
    graph_.outputs.push_back({output.name, found->second, false});
  }

  std::string unique_node_name(const NodeMessage& node) {
    const std::string& wish = node.name.empty() ? node.outputs[0] : node.name;
    std::string name = wish;
    for (int& i = tries_[wish]; !node_names_.insert(name).second;)
      name = wish + "_" + std::to_string(++i + 1);
    return name;
  }

  const GraphMessage& message_;
  Graph graph_;
  std::map<std::string, int> values_;
  std::set<std::string> node_names_;
  std::map<std::string, int> tries_;  // a file may call all its nodes alike
};

}  // namespace

Graph build_graph(const GraphMessage& message) { return GraphBuilder(message).build(); }

}  // namespace perpixel::onnx
