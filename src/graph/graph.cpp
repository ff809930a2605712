#include "graph/graph.h"

#include <algorithm>
#include <set>

#include "error/error.h"
#include "graph/op_table.h"

namespace perpixel {

namespace {

template <class T>
T attribute_or(const Node& node, const std::string& key, T fallback, const char* type) {
  const auto found = node.attributes.find(key);
  if (found == node.attributes.end()) return fallback;
  if (const T* value = std::get_if<T>(&found->second)) return *value;
  throw Error(ErrorCode::graph_invalid,
              "node \"" + node.name + "\" (" + node.op + "): attribute " + key + " must be " + type);
}

}  // namespace

std::int64_t int_attribute(const Node& node, const std::string& key, std::int64_t fallback) {
  return attribute_or<std::int64_t>(node, key, fallback, "an integer");
}
float float_attribute(const Node& node, const std::string& key, float fallback) {
  return attribute_or<float>(node, key, fallback, "a number");
}
std::string text_attribute(const Node& node, const std::string& key, const std::string& fallback) {
  return attribute_or<std::string>(node, key, fallback, "a text");
}
std::vector<std::int64_t> ints_attribute(const Node& node, const std::string& key,
                                         std::vector<std::int64_t> fallback) {
  return attribute_or<std::vector<std::int64_t>>(node, key, std::move(fallback), "a list of integers");
}

int Graph::add_node(std::string op, const std::string& node_name, std::vector<int> node_inputs,
                    std::map<std::string, Attribute> attributes, int channels) {
  const int value = static_cast<int>(values.size());
  values.push_back({.name = node_name, .channels = channels, .producer = static_cast<int>(nodes.size())});
  nodes.push_back({std::move(op), node_name, std::move(node_inputs), {value}, std::move(attributes)});
  return value;
}

int Graph::add_parameter(Parameter parameter) {
  const int value = static_cast<int>(values.size());
  values.push_back({.name = parameter.name, .parameter = static_cast<int>(parameters.size())});
  parameters.push_back(std::move(parameter));
  return value;
}

int Graph::add_constant(const std::string& value_name, Tensor tensor) {
  const int value = static_cast<int>(values.size());
  values.push_back({.name = value_name, .constant = std::move(tensor)});
  return value;
}

const Parameter* Graph::find_parameter(const std::string& parameter_name) const {
  const auto found = std::ranges::find(parameters, parameter_name, &Parameter::name);
  return found == parameters.end() ? nullptr : &*found;
}

int Graph::find_value(const std::string& value_name) const {
  const auto found = std::ranges::find(values, value_name, &ValueInfo::name);
  return found == values.end() ? -1 : static_cast<int>(found - values.begin());
}

std::vector<int> live_nodes(const Graph& graph, bool with_train_only) {
  std::vector<bool> needed(graph.nodes.size());
  const auto need = [&](int value) {
    if (value < 0) return;
    const int producer = graph.values[static_cast<std::size_t>(value)].producer;
    if (producer >= 0) needed[static_cast<std::size_t>(producer)] = true;
  };
  for (const GraphOutput& output : graph.outputs)
    if (with_train_only || !output.train_only) need(output.value);
  for (std::size_t i = graph.nodes.size(); i-- > 0;)
    if (needed[i]) std::ranges::for_each(graph.nodes[i].inputs, need);
  std::vector<int> order;
  for (std::size_t i = 0; i < needed.size(); ++i)
    if (needed[i]) order.push_back(static_cast<int>(i));
  return order;
}

std::int64_t parameter_count(const Graph& graph, bool with_statistics) {
  std::int64_t count = 0;
  for (const Parameter& parameter : graph.parameters)
    if (with_statistics || !parameter.is_statistic) count += element_count(parameter.shape);
  return count;
}

namespace {

[[noreturn]] void invalid(const std::string& what, const std::string& hint = {}) {
  throw Error(ErrorCode::graph_invalid, what, hint);
}

void check_unique(const Graph& graph, std::set<std::string>& names, const std::string& name,
                  const char* kind) {
  if (!name.empty() && !names.insert(name).second)
    invalid("graph \"" + graph.name + "\": two " + kind + " are called \"" + name + "\"");
}

void check_values(const Graph& graph) {
  std::set<std::string> names;
  const int parameter_count = static_cast<int>(graph.parameters.size());
  const int node_count = static_cast<int>(graph.nodes.size());
  for (const ValueInfo& value : graph.values) {
    check_unique(graph, names, value.name, "values");
    if (value.parameter < -1 || value.parameter >= parameter_count)
      invalid("value \"" + value.name + "\": parameter " + std::to_string(value.parameter) +
              " does not exist");
    if (value.producer < -1 || value.producer >= node_count)
      invalid("value \"" + value.name + "\": node " + std::to_string(value.producer) + " does not exist");
  }
}

void check_parameters(const Graph& graph) {
  std::set<std::string> names;
  for (const Parameter& parameter : graph.parameters) {
    check_unique(graph, names, parameter.name, "parameters");
    if (std::ranges::any_of(parameter.shape, [](std::int64_t size) { return size < 1; }))
      invalid("parameter \"" + parameter.name + "\" has the shape " + shape_text(parameter.shape));
  }
}

void check_node(const Graph& graph, const Node& node, int position) {
  const std::string where = "node \"" + node.name + "\" (" + node.op + ")";
  const int value_count = static_cast<int>(graph.values.size());
  if (!find_op(node.op)) invalid(where + ": unknown operation", op_hint(node.op));
  if (node.inputs.empty() || node.outputs.empty()) invalid(where + ": has no input or no output");
  for (const int input : node.inputs) {
    if (input < -1 || input >= value_count)
      invalid(where + ": input " + std::to_string(input) + " does not exist");
    if (input >= 0 && graph.values[static_cast<std::size_t>(input)].producer >= position)
      invalid(where + ": uses a value that is computed later (a cycle?)");
  }
  for (const int output : node.outputs) {
    if (output < 0 || output >= value_count)
      invalid(where + ": output " + std::to_string(output) + " does not exist");
    if (graph.values[static_cast<std::size_t>(output)].producer != position)
      invalid(where + ": its output \"" + graph.values[static_cast<std::size_t>(output)].name +
              "\" belongs to another node");
  }
}

void check_nodes(const Graph& graph) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    check_unique(graph, names, graph.nodes[i].name, "nodes");
    check_node(graph, graph.nodes[i], static_cast<int>(i));
  }
}

void check_ends(const Graph& graph) {
  const int value_count = static_cast<int>(graph.values.size());
  std::set<std::string> input_names, output_names;
  for (const GraphInput& input : graph.inputs) {
    check_unique(graph, input_names, input.name, "inputs");
    if (input.value < 0 || input.value >= value_count ||
        graph.values[static_cast<std::size_t>(input.value)].producer >= 0)
      invalid("input \"" + input.name + "\" is connected to nothing");
  }
  for (const GraphOutput& output : graph.outputs) {
    check_unique(graph, output_names, output.name, "outputs");
    if (output.value < 0 || output.value >= value_count)
      invalid("output \"" + output.name + "\" is connected to nothing");
  }
}

}  // namespace

void check_graph(const Graph& graph) {
  check_values(graph);
  check_parameters(graph);
  check_nodes(graph);
  check_ends(graph);
}

}  // namespace perpixel
