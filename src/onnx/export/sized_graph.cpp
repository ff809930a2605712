#include "onnx/export/sized_graph.h"

#include <algorithm>
#include <array>

#include "error/error.h"
#include "graph/shape_inference.h"

namespace perpixel::onnx {

namespace {

/// Heights from which neighbours are searched: above the surroundings that any network of the zoo consumes,
/// and further apart than the neighbours and any stride, so that no map keeps its size.
constexpr std::array<std::int64_t, 3> kHeights{1020, 1212, 1404};
constexpr std::int64_t kNeighbours = 64;
constexpr std::int64_t kWiderBy = 64;  // keeps the remainder by 16, 32 and 64

std::map<std::string, Shape> input_shapes(const Graph& graph, std::int64_t batch, std::int64_t height) {
  std::map<std::string, Shape> shapes;
  for (const GraphInput& input : graph.inputs) {
    Shape shape = input.shape;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      if (shape[axis] < 0) shape[axis] = axis == 0 ? batch : axis == 3 ? height + kWiderBy : height;
    shapes[input.name] = shape;
  }
  return shapes;
}

bool has_symbolic_axis(const Graph& graph) {
  return std::ranges::any_of(graph.inputs, [](const GraphInput& input) {
    return std::ranges::any_of(input.shape, [](std::int64_t size) { return size < 0; });
  });
}

/// Throws what the last neighbour throws when none fits.
SizedGraph first_that_fits(const Graph& graph, std::int64_t batch, std::int64_t least_height) {
  for (std::int64_t height = least_height;; ++height) {
    auto inputs = input_shapes(graph, batch, height);
    try {
      auto values = infer_shapes(graph, inputs);
      return {std::move(inputs), std::move(values)};
    } catch (const Error& error) {
      if (error.code() != ErrorCode::shape_mismatch || height == least_height + kNeighbours - 1) throw;
    }
  }
}

}  // namespace

std::vector<SizedGraph> sized_graphs(const Graph& graph) {
  if (!has_symbolic_axis(graph)) return {first_that_fits(graph, 1, kHeights.front())};
  std::vector<SizedGraph> found;
  for (const std::int64_t height : kHeights)
    found.push_back(first_that_fits(graph, 2 + static_cast<std::int64_t>(found.size()), height));
  return found;
}

}  // namespace perpixel::onnx
