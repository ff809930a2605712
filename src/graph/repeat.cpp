#include "graph/repeat.h"

#include <algorithm>

namespace perpixel {

namespace {

/// Where the copies' values are, by the original's number; -1 = not copied, shared.
using Copies = std::vector<int>;

int copied(const Copies& copies, int value) {
  return value >= 0 && copies[static_cast<std::size_t>(value)] >= 0 ? copies[static_cast<std::size_t>(value)]
                                                                    : value;
}

void copy_node(Graph& graph, const Node& node, const std::string& suffix, Copies& copies) {
  std::vector<int> inputs = node.inputs;
  for (int& value : inputs) value = copied(copies, value);
  if (inputs == node.inputs) return;  // does not see the input
  const auto result = static_cast<std::size_t>(node.outputs[0]);
  copies[result] = graph.add_node(node.op, node.name + suffix, std::move(inputs), node.attributes,
                                  graph.values[result].channels);
}

}  // namespace

Value repeat_on(Value from, Value result, Value other, const std::string& suffix) {
  Graph& graph = *from.graph;
  Copies copies(graph.values.size(), -1);
  copies[static_cast<std::size_t>(from.id)] = other.id;
  const int last = graph.values[static_cast<std::size_t>(result.id)].producer;
  const std::vector<Node> before(graph.nodes.begin(), graph.nodes.begin() + last + 1);
  for (const Node& node : before) copy_node(graph, node, suffix, copies);
  return {&graph, copied(copies, result.id)};
}

}  // namespace perpixel
