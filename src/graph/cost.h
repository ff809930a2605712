// What a graph costs at a given input size, before anything is allocated.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

struct NodeCost {
  int node = -1;
  Shape output;                    // [N, C, H, W]
  std::int64_t parameters = 0;     // scalars
  std::int64_t multiply_adds = 0;  // FLOPs = 2 * multiply_adds
  std::int64_t output_bytes = 0;
};

struct GraphCost {
  std::vector<NodeCost> nodes;  // live nodes in order
  std::int64_t parameters = 0;
  std::int64_t multiply_adds = 0;
  std::int64_t activation_bytes = 0;       // all outputs at once: what training keeps
  std::int64_t peak_activation_bytes = 0;  // what inference needs when values are freed after their last use
};

GraphCost graph_cost(const Graph& graph, const std::map<std::string, Shape>& input_shapes,
                     bool with_train_only = false);

}  // namespace perpixel
