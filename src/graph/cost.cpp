#include "graph/cost.h"

#include <algorithm>

#include "graph/op_table.h"
#include "graph/shape_inference.h"

namespace perpixel {

namespace {

/// For each value the position in `order` of its last reader; outputs are read at the end.
std::vector<std::size_t> last_uses(const Graph& graph, const std::vector<int>& order) {
  std::vector<std::size_t> last(graph.values.size(), 0);
  for (std::size_t step = 0; step < order.size(); ++step)
    for (const int input : graph.nodes[static_cast<std::size_t>(order[step])].inputs)
      if (input >= 0) last[static_cast<std::size_t>(input)] = step;
  for (const GraphOutput& output : graph.outputs) last[static_cast<std::size_t>(output.value)] = order.size();
  return last;
}

std::int64_t bytes_of(const ValueFacts& facts, int value) {
  const auto v = static_cast<std::size_t>(value);
  return element_count(facts.shapes[v]) * static_cast<std::int64_t>(byte_size(facts.types[v]));
}

std::int64_t peak_bytes(const Graph& graph, const std::vector<int>& order, const ValueFacts& facts) {
  const std::vector<std::size_t> last = last_uses(graph, order);
  std::int64_t live = 0;
  std::int64_t peak = 0;
  for (std::size_t step = 0; step < order.size(); ++step) {
    const Node& node = graph.nodes[static_cast<std::size_t>(order[step])];
    for (const int output : node.outputs) live += bytes_of(facts, output);
    peak = std::max(peak, live);
    std::vector<int> freed = node.inputs;
    std::ranges::sort(freed);
    const auto duplicates = std::ranges::unique(freed);
    freed.erase(duplicates.begin(), duplicates.end());
    for (const int input : freed)
      if (input >= 0 && graph.values[static_cast<std::size_t>(input)].producer >= 0 &&
          last[static_cast<std::size_t>(input)] == step)
        live -= bytes_of(facts, input);
  }
  return peak;
}

}  // namespace

GraphCost graph_cost(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                     bool with_train_only) {
  const ValueFacts facts = infer_values(graph, input_shapes, {}, with_train_only);
  const std::vector<int> order = live_nodes(graph, with_train_only);
  GraphCost cost;
  for (const int index : order) {
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    NodeCost row{.node = index, .output = facts.shapes[static_cast<std::size_t>(node.outputs.at(0))]};
    for (const int input : node.inputs)
      if (input >= 0 && graph.values[static_cast<std::size_t>(input)].parameter >= 0)
        row.parameters += element_count(facts.shapes[static_cast<std::size_t>(input)]);
    row.multiply_adds = op_rule(node).multiply_adds(node, facts.inputs_of(node), row.output);
    for (const int output : node.outputs) row.output_bytes += bytes_of(facts, output);
    cost.multiply_adds += row.multiply_adds;
    cost.activation_bytes += row.output_bytes;
    cost.nodes.push_back(std::move(row));
  }
  cost.parameters = parameter_count(graph);
  cost.peak_activation_bytes = peak_bytes(graph, order, facts);
  return cost;
}

}  // namespace perpixel
