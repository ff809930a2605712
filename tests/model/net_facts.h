// What the tests ask of a model, without weights.
#pragma once

#include <map>
#include <string>

#include "graph/receptive_field.h"
#include "graph/shape_inference.h"
#include "model/initial_weights.h"
#include "model/model.h"
#include "runtime/session.h"

namespace perpixel {

inline ModelOptions options_for(int classes, float width = 1) {
  std::vector<std::string> names;
  for (int i = 0; i < classes; ++i) names.push_back("class" + std::to_string(i));
  ModelOptions options;
  options.classes = class_list_of(names);
  options.width = width;
  return options;
}

inline ModelOptions tiny(int classes = 3) {
  ModelOptions options = options_for(classes, 0.125f);
  options.fc_channels = 16;
  return options;
}

/// The name of the value that is the output `name`.
inline std::string output_value(const Model& model, const std::string& name) {
  const Graph& graph = model.graph(kMainGraph);
  for (const GraphOutput& output : graph.outputs)
    if (output.name == name) return graph.values[static_cast<std::size_t>(output.value)].name;
  return "";
}

/// Shapes of all inputs of the main graph for a picture of the given size; others than data as declared.
inline std::map<std::string, Shape> input_shapes(const Model& model, int height, int width) {
  std::map<std::string, Shape> shapes;
  for (const GraphInput& input : model.graph(kMainGraph).inputs) shapes[input.name] = input.shape;
  shapes[kDataInput] = {1, model.recipe.input.channels, height, width};
  return shapes;
}

/// The shape of the value called `name`, or of the output of that name, for a picture of the given size.
inline Shape shape_of(const Model& model, const std::string& name, int height, int width) {
  const Graph& graph = model.graph(kMainGraph);
  const auto shapes = infer_shapes(graph, input_shapes(model, height, width));
  const int value = graph.find_value(name);
  return shapes[static_cast<std::size_t>(value >= 0 ? value : graph.find_value(output_value(model, name)))];
}

inline AxisField field_of(const Model& model, const std::string& name, int side) {
  const Graph& graph = model.graph(kMainGraph);
  const auto fields = receptive_fields(graph, input_shapes(model, side, side));
  return fields[static_cast<std::size_t>(graph.find_value(name))].x;
}

/// Scalars in parameters whose name does not start with `without`.
inline std::int64_t parameters_without(const Model& model, const std::string& without) {
  std::int64_t count = 0;
  for (const Parameter& parameter : model.graph(kMainGraph).parameters)
    if (!parameter.is_statistic && !parameter.name.starts_with(without))
      count += element_count(parameter.shape);
  return count;
}

/// Reproducible values in [-1, 1), different at every position.
inline Tensor noise(Shape shape, std::uint32_t seed = 1) {
  Tensor tensor(std::move(shape));
  std::uint32_t state = seed;
  for (float& value : tensor.floats()) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) * 0x1p-23f - 1;
  }
  return tensor;
}

/// Every value that the network computes.
inline NamedTensors run_all(const Graph& graph, const NamedTensors& weights, const Tensor& data) {
  NamedTensors values;
  const Session session(graph, weights, {.threads = 1});
  session.run({{kDataInput, data}},
              [&](const std::string& name, const Tensor& value) { values[name] = value.clone(); });
  return values;
}

inline Tensor run_score(const Graph& graph, const NamedTensors& weights, const Tensor& data) {
  return Session(graph, weights, {.threads = 1}).run({{kDataInput, data}}).at(kScoreOutput);
}

}  // namespace perpixel
