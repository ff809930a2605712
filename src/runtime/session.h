// The CPU engine: runs a graph with given weights. No LibTorch, no interpreter.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace perpixel {

struct SessionOptions {
  int threads = 0;               // 0 = all processors of this process
  std::size_t memory_limit = 0;  // bytes of weights and maps together; 0 = none
};

/// Called with every computed value, in order.
using ValueObserver = std::function<void(const std::string& value_name, const Tensor& value)>;

/// Everything that can be wrong with graph or weights is found by the constructor; `run` fails only for
/// inputs of a wrong shape, or for sizes that need more memory than allowed. `run` may be called from several
/// threads at once.
class Session {
 public:
  /// `weights` must hold every parameter that the deployed outputs need, f32, in the graph's shape.
  Session(Graph graph, NamedTensors weights, SessionOptions options = {});
  ~Session();
  Session(Session&&) noexcept;

  /// Inputs by name -> outputs by name (train-only outputs are not computed). Before anything is computed
  /// throws out_of_memory, with the numbers, when options.memory_limit would be exceeded.
  NamedTensors run(const NamedTensors& inputs) const;
  /// An observer sees every value; nothing shares memory then.
  NamedTensors run(const NamedTensors& inputs, const ValueObserver& observe) const;

  /// Bytes of weights and maps that a run with inputs of these shapes holds at most, the caller's inputs and
  /// the threads' scratch (a few MiB) apart. Nothing is allocated. Throws as `run` does for wrong shapes.
  std::size_t peak_bytes(const std::map<std::string, Shape>& input_shapes) const;

  const Graph& graph() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct PeakMemory {
  std::size_t weights = 0, maps = 0;  // bytes
};

/// What a Session of this graph will hold at most for inputs of these shapes: peak_bytes before there are
/// weights. Nothing is allocated. Throws what Session throws for the graph, and shape_mismatch.
PeakMemory peak_memory(const Graph& graph, const std::map<std::string, Shape>& input_shapes);

}  // namespace perpixel
