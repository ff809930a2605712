#include "graph/receptive_field.h"

#include <algorithm>

#include "graph/op_table.h"
#include "graph/shape_inference.h"

namespace perpixel {

namespace {

AxisField compose(const AxisField& field, const Footprint& footprint) {
  return {.stride = field.stride * footprint.step,
          .first = field.first + field.stride * footprint.first,
          .last = field.last + field.stride * footprint.last,
          .bounded = field.bounded && footprint.bounded,
          .connected = true};
}

void join(AxisField& into, const AxisField& other) {
  if (!into.connected) {
    into = other;
    return;
  }
  into.first = std::min(into.first, other.first);
  into.last = std::max(into.last, other.last);
  into.bounded = into.bounded && other.bounded;
}

}  // namespace

std::vector<ReceptiveField> receptive_fields(const Graph& graph,
                                             const std::map<std::string, Shape>& input_shapes) {
  const ValueFacts facts = infer_values(graph, input_shapes);
  std::vector<ReceptiveField> fields(graph.values.size());
  for (const GraphInput& input : graph.inputs) {
    ReceptiveField& field = fields[static_cast<std::size_t>(input.value)];
    field.y.connected = field.x.connected = true;
  }
  for (const int index : live_nodes(graph, false)) {
    const Node& node = graph.nodes[static_cast<std::size_t>(index)];
    const OpRule& rule = op_rule(node);
    const NodeInputs inputs = facts.inputs_of(node);
    const auto result = static_cast<std::size_t>(node.outputs.at(0));
    const std::size_t features =
        rule.feature_inputs < 0
            ? node.inputs.size()
            : std::min<std::size_t>(node.inputs.size(), static_cast<std::size_t>(rule.feature_inputs));
    ReceptiveField joined;
    for (std::size_t i = 0; i < features; ++i) {
      if (node.inputs[i] < 0) continue;
      const ReceptiveField& from = fields[static_cast<std::size_t>(node.inputs[i])];
      if (!from.y.connected) continue;
      join(joined.y, compose(from.y, rule.footprint(node, inputs, facts.shapes[result], 2)));
      join(joined.x, compose(from.x, rule.footprint(node, inputs, facts.shapes[result], 3)));
    }
    for (const int output : node.outputs) fields[static_cast<std::size_t>(output)] = joined;
  }
  return fields;
}

}  // namespace perpixel
