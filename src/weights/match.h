// Named tensors from a file against the parameters of a graph: strict by default, and explicit about every
// difference.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace perpixel {

/// The file's scoring layers tell one number of classes apart, the graph's another one.
struct ClassCounts {
  std::int64_t file = 0;
  std::int64_t graph = 0;
};

struct WeightMatch {
  NamedTensors matched;                  // f32, shapes as in the graph
  std::vector<std::string> missing;      // parameters without a tensor
  std::vector<std::string> unexpected;   // tensors without a parameter
  std::vector<std::string> wrong_shape;  // "conv1_1.weight: file [64, 3, 3, 3], graph [32, 3, 3, 3]"
  std::vector<std::string> reshaped;     // the same numbers in another shape
  /// Set when shapes differ only where a class count stands: on the first axis (and nowhere else but to the
  /// same two numbers), all alike.
  std::optional<ClassCounts> class_counts;
  bool complete() const { return missing.empty() && unexpected.empty() && wrong_shape.empty(); }
};

/// `reshape_dense` lets the same numbers fit in another shape, nothing retrained: [O, I] a parameter [O, C,
/// kH, kW] with I = C * kH * kW (net surgery of FCN); axes of size 1 more or less; a transposed convolution
/// [C, C, k, k] that is zero between different channels one of C groups, [C, 1, k, k].
WeightMatch match_weights(const Graph& graph, const NamedTensors& tensors, bool reshape_dense = true);

/// What a missing parameter may be called in the file: the nearest of the unexpected names, or "".
std::string nearest_unexpected(const WeightMatch& match, const std::string& missing);

/// Throws weights_mismatch (or class_count when only the class-scoring layers differ in their first axis)
/// listing the first names of each kind with the nearest candidates.
void require_complete(const WeightMatch& match, const std::string& file);

}  // namespace perpixel
