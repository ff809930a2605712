// Small graphs with random numbers, run by the CPU engine.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "graph/layers.h"
#include "runtime/session.h"

namespace perpixel {

inline Tensor random_tensor(Shape shape, unsigned seed) {
  std::mt19937 random(seed);
  Tensor tensor(std::move(shape));
  for (float& value : tensor.floats()) value = static_cast<float>(random() >> 8) * 0x1p-23f - 1.f;  // [-1, 1)
  return tensor;
}

/// Every parameter in [-1, 1); variances positive.
inline NamedTensors random_weights(const Graph& graph, unsigned seed = 7) {
  NamedTensors weights;
  for (const Parameter& parameter : graph.parameters) {
    Tensor tensor = random_tensor(parameter.shape, seed++);
    if (parameter.name.ends_with("running_var"))
      for (float& value : tensor.floats()) value = std::abs(value) + 0.5f;
    weights[parameter.name] = tensor;
  }
  return weights;
}

/// The output "y" for the input "x".
inline Tensor run_graph(const Graph& graph, const NamedTensors& weights, const Tensor& x, int threads = 1) {
  return Session(graph, weights, {.threads = threads}).run({{"x", x}}).at("y");
}

/// A graph "x" -> build -> "y".
template <class Build>
Graph graph_of(int channels, const Build& build) {
  Graph graph{.name = "test"};
  output(build(input(graph, "x", channels)), "y");
  return graph;
}

template <class Build>
Tensor run_layer(const Tensor& x, const Build& build) {
  const Graph graph = graph_of(static_cast<int>(x.size(1)), build);
  return run_graph(graph, random_weights(graph), x);
}

inline std::vector<float> values(const Tensor& tensor) {
  return {tensor.floats().begin(), tensor.floats().end()};
}

inline float max_difference(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape()) return INFINITY;
  float most = 0;
  for (std::size_t i = 0; i < a.floats().size(); ++i) {
    const float difference = std::abs(a.floats()[i] - b.floats()[i]);
    most = std::isnan(difference) ? INFINITY : std::max(most, difference);
  }
  return most;
}

inline double inner_product(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.floats().size(); ++i)
    sum += static_cast<double>(a.floats()[i]) * b.floats()[i];
  return sum;
}

/// Element [n, c, y, x], 0 outside the plane.
inline float at(const Tensor& t, std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
  if (y < 0 || x < 0 || y >= t.size(2) || x >= t.size(3)) return 0;
  return t.floats()[static_cast<std::size_t>(((n * t.size(1) + c) * t.size(2) + y) * t.size(3) + x)];
}
inline float& at(Tensor& t, std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
  return t.floats()[static_cast<std::size_t>(((n * t.size(1) + c) * t.size(2) + y) * t.size(3) + x)];
}

}  // namespace perpixel
