// Mean and deviation of each channel of maps, one map at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace perpixel {

/// Over all positions of all maps that were added: [1, C, h, w], C as in the first.
class ChannelMoments {
 public:
  void add(const Tensor& map);
  std::int64_t count() const { return count_; }  // positions
  const std::vector<double>& mean() const { return mean_; }
  /// Population deviation; 0 is given as 1.
  std::vector<double> deviation() const;

 private:
  std::int64_t count_ = 0;
  std::vector<double> mean_, squares_;  // squares of differences from the mean, summed
};

/// Of C channels: "norm.weight" [C, 1, 1, 1] and "norm.bias" [C], 1 / deviation and -mean / deviation.
NamedTensors standardisation(const std::vector<double>& mean, const std::vector<double>& deviation);

/// For a graph with a frozen convolution "norm" that standardises a map channel by channel by figures of the
/// training data (zoom-out's dense form): the same graph, but its one output is that map, "columns". Nothing
/// for other graphs.
std::optional<Graph> graph_to_standardised_map(const Graph& graph);

}  // namespace perpixel
