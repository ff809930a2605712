// The LibTorch engine behind the same function value as our own; no LibTorch in this header.
#pragma once

#include <string>

#include "graph/graph.h"
#include "tensor/tensor.h"

#include <functional>
#include <vector>

namespace perpixel {

/// (graph name, inputs) -> outputs on `device`. Weights of all graphs in one map.
std::function<NamedTensors(const std::string&, const NamedTensors&)> torch_forward(
    const std::vector<Graph>& graphs, const NamedTensors& weights, const std::string& device);

/// Runs once and hands out every computed value by name, for `check`.
void torch_observe(const Graph& graph, const NamedTensors& weights, const NamedTensors& inputs,
                   const std::function<void(const std::string&, const Tensor&)>& observe);

/// "2.15.0", and whether a CUDA device answers.
std::string torch_version();
bool torch_has_cuda();

}  // namespace perpixel
