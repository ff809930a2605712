// Stride-to-dilation surgery ("algorithme a trous"): finer maps from the same weights, without retraining.
#pragma once

#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

/// What is to become dense. Strides are removed by target (`output_stride`: the last strides go until the tap
/// has this one) or by name (`nodes`); exactly one of the two is given.
struct DenseTarget {
  std::string tap;  // name of the value at which the graph is cut; empty = densest_tap
  int output_stride = 0;
  std::vector<std::string> nodes;
};

struct DenseGraph {
  Graph graph;            // one output: the tap, under the name of the graph's own output if it is one
  std::string tap;        // name of the value
  int output_stride = 1;  // of the tap, after surgery
  int factor = 1;         // removed strides, multiplied: dense[::factor, ::factor] == the original tap
};

/// The deepest value of largest stride that convolutions, pools and element-wise operations alone lead to:
/// score_fr of an FCN. Throws bad_value for a graph with dense layers.
std::string densest_tap(const Graph& graph);

/// Removed strides become dilations (and multiplied padding) of everything behind them; parameters keep name
/// and shape. For every input size, dense[::factor] equals the original exactly: element n of the original is
/// computed from the same numbers, in the same order, as element n * factor. The one exception are maps too
/// small for a ceil-mode window with its stride - 1 cells of end padding, which throw shape_mismatch when
/// run. Throws bad_value with the reason and the nearest valid value: no strides to remove, a stride that the
/// tap does not pass through, upsampling, global pooling or dense layers on the way, branches of unequal
/// strides, pools whose dilated form does not exist. Sources: Holschneider et al. 1989; Chen et al. 2015,
/// section 3.1.
DenseGraph remove_strides(const Graph& graph, const DenseTarget& target);

}  // namespace perpixel
