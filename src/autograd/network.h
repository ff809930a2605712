// The LibTorch engine: executes a Graph with gradients. Only perpixel_train includes this.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "autograd/libtorch.h"
#include "graph/graph.h"

namespace perpixel {

using TorchTensors = std::map<std::string, at::Tensor>;

/// Fixes what LibTorch leaves open: deterministic algorithms on the CPU, compute threads (0 = leave).
void set_up_torch(int threads, bool cuda = false);
/// Reseeds LibTorch's generator, keyed by (seed, iteration): dropout does not depend on what ran before.
void seed_torch(std::uint64_t seed, std::uint64_t iteration);

/// "cpu", "cuda", "cuda:1". Opens libtorch_cuda.so for CUDA; throws no_device saying how to get it.
at::Device torch_device(const std::string& name);

/// The same elements, no copy (f32, i64, u8 …).
at::Tensor to_torch(const Tensor& tensor);
/// Contiguous on the CPU; shares the elements where it can.
Tensor from_torch(const at::Tensor& tensor);

/// A graph's parameters as LibTorch tensors, and the way to run it.
class Network {
 public:
  /// `weights` holds every parameter of the graph; they are copied to the device.
  Network(Graph graph, const NamedTensors& weights, at::Device device);

  struct RunOptions {
    bool training = false;  // dropout, batch statistics, train-only outputs
    bool bf16 = false;      // autocast
    /// Called with every computed value, in order.
    std::function<void(const std::string&, const at::Tensor&)> observe;
  };
  TorchTensors run(const TorchTensors& inputs, const RunOptions& options);

  const Graph& graph() const { return graph_; }
  at::Device device() const { return device_; }
  /// Index = Graph::parameters.
  std::vector<at::Tensor>& parameters() { return parameters_; }
  const std::vector<at::Tensor>& parameters() const { return parameters_; }
  NamedTensors weights() const;  // copies
  void load(const NamedTensors& weights);

 private:
  Graph graph_;
  at::Device device_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> constants_;  // index = value
};

}  // namespace perpixel
