// The numbers a network starts from, without LibTorch and the same for any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace perpixel {

/// One parameter, f32. The stream depends on (seed, name) only, so that adding a layer changes no other.
///   normal: standard deviation = value; he: value * sqrt(2 / fan_in); xavier: uniform in +-sqrt(3 / fan_in),
///   with fan_in = elements / axis 0; bilinear: weight [I, O/group, k, k] of a transposed convolution, the
///   kernel at (c, c) (at (c, 0) of a grouped [C, 1, k, k]), zero elsewhere.
Tensor initial_value(const Parameter& parameter, std::uint64_t seed);

/// Every parameter and statistic of the graph.
NamedTensors initial_weights(const Graph& graph, std::uint64_t seed);

/// Long et al.'s 1-D kernel: with f = (k + 1) / 2 (integer division) and centre f - 1 for odd k, f - 0.5 for
/// even k, w[i] = 1 - |i - centre| / f. Even kernels sum to f, the stride they are meant for.
std::vector<float> bilinear_taps(int k);

}  // namespace perpixel
