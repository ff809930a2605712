// The two engines behind one function value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "model/model.h"
#include "predict/forward.h"
#include "tensor/tensor.h"

namespace perpixel {

/// What the full build brings; the functions of autograd/torch_forward.h.
struct TorchEngine {
  Forward (*forward)(const std::vector<Graph>& graphs, const NamedTensors& weights,
                     const std::string& device);
  void (*observe)(const Graph& graph, const NamedTensors& weights, const NamedTensors& inputs,
                  const std::function<void(const std::string&, const Tensor&)>& observe);
  std::string (*version)();
  bool (*has_cuda)();
};

/// nullptr in the build without LibTorch.
const TorchEngine* torch_engine();
/// Throws not_built, saying how to get the full build. `what` begins the message ("--engine torch").
const TorchEngine& require_torch(const std::string& what);
/// How to get the build with LibTorch.
std::string full_build_hint();

/// --engine cpu|torch, --device and --mem-limit. Empty engine: ours, or LibTorch for a cuda device.
struct EngineChoice {
  std::string engine;
  std::string device = "cpu";
  int threads = 0;
  std::uint64_t memory_limit = 0;  // bytes; 0 = none; our engine alone
};

/// Whether the choice is our engine, which folds batch normalisations (deploy/load_model.h).
bool is_own_engine(const EngineChoice& choice);

/// The graphs of a model behind one Forward. Throws Error(usage) for an unknown engine or device, not_built,
/// no_device.
Forward open_engine(const Model& model, const NamedTensors& weights, const EngineChoice& choice);

}  // namespace perpixel
