// The CPU engine: runs a graph with given weights. No LibTorch, no interpreter.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace perpixel {

struct SessionOptions {
  int threads = 0;  // 0 = all processors of this process
};

/// Called with every computed value, in order.
using ValueObserver = std::function<void(const std::string& value_name, const Tensor& value)>;

/// Everything that can be wrong with graph or weights is found by the constructor; `run` fails only for
/// inputs of a wrong shape. `run` may be called from several threads at once.
class Session {
 public:
  /// `weights` must hold every parameter that the deployed outputs need, f32, in the graph's shape.
  Session(Graph graph, NamedTensors weights, SessionOptions options = {});
  ~Session();
  Session(Session&&) noexcept;

  /// Inputs by name -> outputs by name (train-only outputs are not computed).
  NamedTensors run(const NamedTensors& inputs) const;
  NamedTensors run(const NamedTensors& inputs, const ValueObserver& observe) const;

  const Graph& graph() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace perpixel
