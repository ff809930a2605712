#include "onnx/export.h"

#include "error/error.h"
#include "graph/shape_inference.h"
#include "onnx/export/axis_names.h"
#include "onnx/export/graph_writer.h"
#include "onnx/export/op_writers.h"
#include "onnx/export/sized_graph.h"

namespace perpixel::onnx {

namespace {

/// By value: whether a deployed node or output reads it.
std::vector<bool> values_read(const Graph& graph, const std::vector<int>& nodes) {
  std::vector<bool> read(graph.values.size());
  const auto mark = [&](int value) {
    if (value >= 0) read[static_cast<std::size_t>(value)] = true;
  };
  for (const int node : nodes)
    for (const int input : graph.nodes[static_cast<std::size_t>(node)].inputs) mark(input);
  for (const GraphOutput& output : graph.outputs)
    if (!output.train_only) mark(output.value);
  return read;
}

const Tensor& weight_of(const Parameter& parameter, const NamedTensors& weights) {
  const auto found = weights.find(parameter.name);
  if (found == weights.end())
    throw Error(ErrorCode::weights_mismatch, "parameter \"" + parameter.name + "\": the weights lack it");
  const Tensor& tensor = found->second;
  if (tensor.shape() != parameter.shape || tensor.dtype() != DType::f32)
    throw Error(ErrorCode::weights_mismatch,
                "parameter \"" + parameter.name + "\": the weights have " + dtype_name(tensor.dtype()) + " " +
                    shape_text(tensor.shape()) + ", the graph wants f32 " + shape_text(parameter.shape));
  return tensor;
}

/// Parameters and constants that are read, in the graph's order.
std::vector<TensorMessage> initializers(const Graph& graph, const std::vector<bool>& read,
                                        const NamedTensors& weights, const GraphWriter& writer) {
  std::vector<TensorMessage> tensors;
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    const ValueInfo& value = graph.values[i];
    if (!read[i]) continue;
    const std::string& name = writer.name(static_cast<int>(i));
    if (value.parameter >= 0)
      tensors.push_back(
          {name, weight_of(graph.parameters[static_cast<std::size_t>(value.parameter)], weights)});
    else if (value.constant)
      tensors.push_back({name, *value.constant});
  }
  return tensors;
}

/// Outputs that no node of their own writes: an input, or a value that is an output twice.
void write_further_names(const Graph& graph, GraphWriter& writer) {
  for (const GraphOutput& output : graph.outputs)
    if (!output.train_only && writer.name(output.value) != output.name)
      writer.push({"Identity", output.name, "", {writer.name(output.value)}, {output.name}, {}});
}

}  // namespace

ModelMessage export_graph(const Graph& graph, const NamedTensors& weights, const Metadata& metadata,
                          const std::string& producer_version) {
  const std::vector<SizedGraph> sizes = sized_graphs(graph);
  const std::vector<int> nodes = live_nodes(graph, false);
  GraphWriter writer(graph, sizes);
  for (const int node : nodes) write_node(graph.nodes[static_cast<std::size_t>(node)], writer);
  write_further_names(graph, writer);
  ModelMessage model{.ir_version = kIrVersion,
                     .opsets = {{"", kOpset}},
                     .producer_name = "perpixel",
                     .producer_version = producer_version,
                     .metadata = metadata};
  auto tensors = initializers(graph, values_read(graph, nodes), weights, writer);
  model.graph = writer.take();
  model.graph.initializers.insert(model.graph.initializers.begin(), tensors.begin(), tensors.end());
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) model.graph.inputs.push_back(input_message(graph, i));
  const std::vector<DType> types = infer_types(graph);
  for (const GraphOutput& output : graph.outputs)
    if (!output.train_only)
      model.graph.outputs.push_back(
          output_message(graph, output, types[static_cast<std::size_t>(output.value)], sizes));
  return model;
}

}  // namespace perpixel::onnx
