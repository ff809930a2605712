// The one call that either engine fills.
#pragma once

#include <functional>
#include <string>

#include "tensor/tensor.h"

namespace perpixel {

/// (graph name, inputs by name) -> outputs by name. Nothing after it differs between engines.
using Forward = std::function<NamedTensors(const std::string& graph, const NamedTensors& inputs)>;

}  // namespace perpixel
