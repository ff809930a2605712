// Exponential moving average of a network's parameters and statistics (Polyak averaging).
#pragma once

#include <vector>

#include "autograd/network.h"

namespace perpixel {

/// average <- d * average + (1 - d) * weights after each update, d = min(decay, (1 + t) / (10 + t)) at update
/// t, so that the start is forgotten quickly.
class WeightAverage {
 public:
  WeightAverage(const Network& network, double decay);

  void update(const Network& network, std::int64_t updates_before);
  NamedTensors weights(const Network& network) const;  // copies
  void load(const Network& network, const NamedTensors& weights);
  /// Exchanges the averages with the network's weights; call twice to undo.
  void swap(Network& network);

 private:
  double decay_;
  std::vector<at::Tensor> averages_;  // index = Graph::parameters
};

}  // namespace perpixel
