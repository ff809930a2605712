// The order of a session: which step runs when, and when its inputs' memory can go.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "runtime/op/op.h"

namespace perpixel {

struct PlannedStep {
  int node = -1;
  op::Step run;
  op::Storage storage = op::Storage::fresh;
  bool may_overwrite = false;  // nobody but this step reads the memory of its first input from now on
  std::vector<int> release;    // values that nobody reads after this step
};

struct Plan {
  std::vector<PlannedStep> steps;  // exactly the nodes that the deployed outputs need
  std::vector<Tensor>
      constants;  // by value: parameters and constants that steps still read; undefined for the rest
};

/// The order alone, without anything to run (`run` is empty): all that memory is planned from. Throws what
/// check_graph and infer_types throw, and graph_invalid for a node without input or output.
std::vector<PlannedStep> plan_steps(const Graph& graph);

/// Throws the Errors of every operation's check, and weights_mismatch for missing or ill-shaped weights.
Plan make_plan(const Graph& graph, const NamedTensors& weights);

}  // namespace perpixel
