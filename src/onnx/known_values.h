// Values of a file that are the same whatever picture comes.
#pragma once

#include <string>
#include <vector>

#include "onnx/message.h"
#include "tensor/tensor.h"

namespace perpixel::onnx {

/// The tensors of these values, in their order; an undefined one where a value depends on more than constants
/// and the shapes of inputs stated in full (and so on the shapes of what is computed from these). Computed
/// from the part of the graph that leads to them. Throws what bring_to_opset_17 and build_graph throw of that
/// part.
std::vector<Tensor> known_values(const ModelMessage& model, const std::vector<std::string>& names);

}  // namespace perpixel::onnx
