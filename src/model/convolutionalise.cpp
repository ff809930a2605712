#include "model/convolutionalise.h"

#include <algorithm>
#include <cmath>

#include "error/error.h"

namespace perpixel {

namespace {

[[noreturn]] void refuse(const Node& node, const std::string& why) {
  throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): " + why);
}

/// k of [O, C * k * k] given C.
std::int64_t window_side(const Node& node, std::int64_t in_features, std::int64_t channels) {
  const auto side =
      channels > 0 ? std::llround(std::sqrt(static_cast<double>(in_features) / static_cast<double>(channels)))
                   : 0;
  if (side < 1 || channels * side * side != in_features)
    refuse(node, std::to_string(in_features) + " inputs are no square window over " +
                     std::to_string(channels) + " channels");
  return side;
}

void gemm_to_conv(Graph& graph, Node& node) {
  ValueInfo& weight_value = graph.values[static_cast<std::size_t>(node.inputs.at(1))];
  if (weight_value.parameter < 0) refuse(node, "its weight is no parameter");
  Shape& weight = graph.parameters[static_cast<std::size_t>(weight_value.parameter)].shape;  // [O, I]
  const int channels = graph.values[static_cast<std::size_t>(node.inputs[0])].channels;
  const std::int64_t side = window_side(node, weight.at(1), channels);
  weight = {weight[0], channels, side, side};
  node.op = "Conv";
  node.attributes = {{"kernel_shape", std::vector<std::int64_t>{side, side}},
                     {"strides", std::vector<std::int64_t>{1, 1}},
                     {"pads", std::vector<std::int64_t>{0, 0, 0, 0}},
                     {"dilations", std::vector<std::int64_t>{1, 1}},
                     {"group", std::int64_t{1}}};
}

}  // namespace

Graph convolutionalise(const Graph& classifier) {
  Graph graph = classifier;
  std::vector<int> same(graph.values.size());  // what stands for each value once flattening is gone
  for (std::size_t v = 0; v < same.size(); ++v) same[v] = static_cast<int>(v);
  for (Node& node : graph.nodes) {
    for (int& value : node.inputs)
      if (value >= 0) value = same[static_cast<std::size_t>(value)];
    if (node.op == "Flatten") same[static_cast<std::size_t>(node.outputs.at(0))] = node.inputs.at(0);
    if (node.op == "Gemm") gemm_to_conv(graph, node);
  }
  std::erase_if(graph.nodes, [](const Node& node) { return node.op == "Flatten"; });
  for (std::size_t n = 0; n < graph.nodes.size(); ++n)
    for (const int value : graph.nodes[n].outputs)
      graph.values[static_cast<std::size_t>(value)].producer = static_cast<int>(n);
  for (std::size_t v = 0; v < same.size(); ++v)
    if (same[v] != static_cast<int>(v)) graph.values[v].producer = -1;
  for (GraphOutput& output : graph.outputs) output.value = same[static_cast<std::size_t>(output.value)];
  return graph;
}

NamedTensors convolutionalise(const NamedTensors& weights, const Graph& graph) {
  NamedTensors turned = weights;
  for (const Parameter& parameter : graph.parameters) {
    const auto found = turned.find(parameter.name);
    if (found == turned.end()) continue;
    const Shape& have = found->second.shape();
    if (have.size() == 2 && parameter.shape.size() == 4 && have[0] == parameter.shape[0] &&
        found->second.count() == element_count(parameter.shape))
      found->second = found->second.reshaped(parameter.shape);
  }
  return turned;
}

}  // namespace perpixel
