// What the cases of the LibTorch engine share: a node with the values that it reads.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "autograd/libtorch.h"
#include "graph/graph.h"
#include "graph/shape_inference.h"

namespace perpixel {

struct Call {
  const Node& node;
  const std::vector<at::Tensor>& values;
  bool training;
  const ValueFacts* facts;  // null in a graph whose every operation does without

  bool has(std::size_t index) const { return index < node.inputs.size() && node.inputs[index] >= 0; }
  at::Tensor input(std::size_t index) const {
    if (!has(index)) return {};
    return values[static_cast<std::size_t>(node.inputs[index])];
  }
  /// The inferred shape of an output. Needs facts.
  const Shape& shape(std::size_t output = 0) const;
  /// The elements of an input that follows from sizes. Needs facts.
  std::vector<std::int64_t> integers(std::size_t input) const;
  /// Axis attribute, not negative, for the first input.
  std::int64_t axis(std::int64_t fallback) const;
};

using Outputs = std::vector<at::Tensor>;
using Case = std::pair<const char*, Outputs (*)(const Call&)>;

/// By file: elementwise_cases.cpp, layout_cases.cpp, reduction_cases.cpp.
std::span<const Case> elementwise_cases();
std::span<const Case> layout_cases();
std::span<const Case> reduction_cases();

}  // namespace perpixel
