// SGD with momentum, Adam and AdamW over the parameters of a network, with per-parameter multipliers.
#pragma once

#include <cstdint>
#include <vector>

#include "autograd/network.h"
#include "train/optimizer_options.h"

namespace perpixel {

/// Updates what is neither frozen nor a statistic. lr and decay of each parameter are multiplied by its
/// lr_mult and decay_mult. SGD keeps lr outside the velocity (PyTorch's form).
class Optimizer {
 public:
  Optimizer(Network& network, OptimizerOptions options);

  void zero_grad();
  /// Forgets all moments, as if new.
  void reset();
  /// Scales all gradients by one factor so that their joint 2-norm is at most `limit` (> 0, infinity leaves
  /// them); returns the norm before.
  double clip_gradients(double limit);
  void step(double lr);

  /// Moments by "kind/parameter" and the step count, for checkpoints.
  NamedTensors state() const;
  void load_state(const NamedTensors& state);

 private:
  struct Group {
    double lr_mult, decay_mult;
    std::vector<std::size_t> members;  // indices of parameters
  };
  std::vector<std::size_t> trained() const;
  void update(const Group& group, double lr);

  Network& network_;
  OptimizerOptions options_;
  std::vector<Group> groups_;
  std::int64_t steps_ = 0;
  std::vector<at::Tensor> first_;   // momentum or first moment; index = parameter
  std::vector<at::Tensor> second_;  // second moment
};

}  // namespace perpixel
