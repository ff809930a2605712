// Where the values of one run lie: for inputs of given shapes every intermediate value gets its place in one
// piece of memory, and values that are never alive together share it.
#pragma once

#include <cstddef>
#include <vector>

#include "graph/shape_inference.h"
#include "runtime/plan/plan.h"

namespace perpixel {

/// Elements that several values may share: made by step `first`, last read by step `last`.
struct Buffer {
  std::size_t bytes = 0;
  std::size_t first = 0, last = 0;
  bool kept = false;       // leaves the run as (part of) an output: memory of its own
  std::size_t offset = 0;  // in the arena, where not kept
};

struct MemoryPlan {
  std::vector<Buffer> buffers;
  std::vector<int> buffer_of;  // by value; -1: an input, a constant, known from sizes, or not needed
  std::size_t arena_bytes = 0;
  std::size_t kept_bytes = 0;

  std::size_t bytes() const { return arena_bytes + kept_bytes; }
};

/// Does the first output of a step that may write over its first input fit there?
bool overwrites_first(const Node& node, const ValueFacts& facts);

/// `facts` are the graph's for the shapes of this run.
MemoryPlan plan_memory(const Graph& graph, const std::vector<PlannedStep>& steps, const ValueFacts& facts);

/// Bytes of the parameters and constants that the steps read, each once, in whatever arrangement a step keeps
/// it.
std::size_t weight_bytes(const Graph& graph, const std::vector<PlannedStep>& steps);

/// Gives each buffer that is not kept an offset (multiples of 64 bytes) so that buffers alive at the same
/// step do not overlap; returns the bytes that they take together. Greedy: large ones first or early ones
/// first, whichever takes less, each into the smallest gap that holds it.
std::size_t place(std::vector<Buffer>& buffers);

}  // namespace perpixel
