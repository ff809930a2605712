// A small graph on its way through the writer and the tests' own reader.
#pragma once

#include "graph/layers.h"
#include "onnx/export.h"
#include "onnx/file_reading.h"
#include "onnx/write_message.h"

namespace perpixel {

/// Zeros for every parameter.
inline NamedTensors zero_weights(const Graph& graph) {
  NamedTensors weights;
  for (const Parameter& parameter : graph.parameters)
    weights[parameter.name] = Tensor::zeros(parameter.shape);
  return weights;
}

inline ReadModel exported(const Graph& graph) {
  return read_model(onnx::model_bytes(onnx::export_graph(graph, zero_weights(graph), {}, "0")));
}

/// One layer between "data" [N, 4, H, W] and "y".
template <class Layer>
ReadModel exported_layer(const Layer& layer, int channels = 4) {
  Graph graph{.name = "main"};
  output(layer(input(graph, "data", channels)), "y");
  return exported(graph);
}

}  // namespace perpixel
