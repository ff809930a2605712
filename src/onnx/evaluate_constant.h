// What a node on known tensors gives: the arithmetic that exporters do on shapes.
#pragma once

#include <optional>
#include <vector>

#include "graph/graph.h"

namespace perpixel::onnx {

/// The only output of a node all of whose inputs are known (nullptr for absent ones); nothing when it is no
/// operation of shape arithmetic, its result would have more than 2^16 elements (re-arranging a tensor has no
/// such limit) or more than 64 axes, or its inputs do not fit: the engine then says what is wrong.
std::optional<Tensor> evaluate_constant(const Node& node, const std::vector<const Tensor*>& inputs);

}  // namespace perpixel::onnx
