#include "runtime/plan/memory.h"

#include <algorithm>
#include <functional>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::size_t kAlignment = 64;  // a cache line, and the widest vector register

std::size_t index(int value) { return static_cast<std::size_t>(value); }

/// Sums of the bytes of many values must stay far from overflow.
std::size_t possible_count(const Node& node, const Shape& shape) {
  constexpr std::int64_t kMost = std::int64_t{1} << 44;
  if (const std::int64_t count = element_count(shape); count <= kMost) return static_cast<std::size_t>(count);
  throw Error(ErrorCode::shape_mismatch, "node \"" + node.name + "\" (" + node.op + "): an output of " +
                                             shape_text(shape) + " is absurd");
}

std::size_t rounded(std::size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

bool alive_together(const Buffer& a, const Buffer& b) { return a.first <= b.last && b.first <= a.last; }

/// The start of the smallest gap between the placed buffers (ascending offsets) that holds `bytes`, or their
/// end.
std::size_t best_gap(const std::vector<const Buffer*>& placed, std::size_t bytes) {
  std::size_t free_from = 0, best = 0, best_size = 0;
  bool found = false;
  for (const Buffer* other : placed) {
    if (other->offset > free_from) {
      const std::size_t gap = other->offset - free_from;
      if (gap >= bytes && (!found || gap < best_size)) {
        best = free_from;
        best_size = gap;
        found = true;
      }
    }
    free_from = std::max(free_from, other->offset + rounded(other->bytes));
  }
  return found ? best : free_from;
}

std::size_t place_in_order(std::vector<Buffer>& buffers, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> placed;  // ascending offsets
  std::size_t end = 0;
  for (const std::size_t i : order) {
    Buffer& buffer = buffers[i];
    std::vector<const Buffer*> beside;
    for (const std::size_t other : placed)
      if (alive_together(buffer, buffers[other])) beside.push_back(&buffers[other]);
    buffer.offset = best_gap(beside, rounded(buffer.bytes));
    end = std::max(end, buffer.offset + rounded(buffer.bytes));
    const auto at = std::ranges::upper_bound(placed, buffer.offset, {},
                                             [&](std::size_t other) { return buffers[other].offset; });
    placed.insert(at, i);
  }
  return end;
}

/// The walk over the steps that says which values share memory, and how long.
class Sharing {
 public:
  Sharing(const Graph& graph, const std::vector<PlannedStep>& steps, const ValueFacts& facts)
      : graph_(graph),
        steps_(steps),
        facts_(facts),
        result_{.buffer_of = std::vector<int>(graph.values.size(), -1)} {}

  MemoryPlan run() {
    for (std::size_t step = 0; step < steps_.size(); ++step) visit(steps_[step], step);
    for (const GraphOutput& output : graph_.outputs)
      if (const int buffer = result_.buffer_of[index(output.value)]; buffer >= 0 && !output.train_only)
        result_.buffers[index(buffer)].kept = true;
    return std::move(result_);
  }

 private:
  void visit(const PlannedStep& step, std::size_t position) {
    const Node& node = graph_.nodes[index(step.node)];
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      const std::size_t output = index(node.outputs[i]);
      if (facts_.known[output].defined()) continue;
      if (i == 0 && shares_first(step, node)) {
        result_.buffer_of[output] = result_.buffer_of[index(node.inputs[0])];
      } else {
        const std::size_t count = possible_count(node, facts_.shapes[output]);
        result_.buffer_of[output] = static_cast<int>(result_.buffers.size());
        result_.buffers.push_back(
            {.bytes = count * byte_size(facts_.types[output]), .first = position, .last = position});
      }
    }
    // After the outputs: what this step reads is alive while it writes.
    for (const int input : node.inputs)
      if (input >= 0 && result_.buffer_of[index(input)] >= 0)
        result_.buffers[index(result_.buffer_of[index(input)])].last = position;
  }

  bool shares_first(const PlannedStep& step, const Node& node) const {
    if (step.storage == op::Storage::alias) return true;
    return step.may_overwrite && overwrites_first(node, facts_);
  }

  const Graph& graph_;
  const std::vector<PlannedStep>& steps_;
  const ValueFacts& facts_;
  MemoryPlan result_;
};

}  // namespace

bool overwrites_first(const Node& node, const ValueFacts& facts) {
  const std::size_t from = index(node.inputs[0]), to = index(node.outputs[0]);
  return facts.shapes[from] == facts.shapes[to] && facts.types[from] == facts.types[to] &&
         !facts.known[from].defined();
}

std::size_t place(std::vector<Buffer>& buffers) {
  std::vector<std::size_t> by_time;
  for (std::size_t i = 0; i < buffers.size(); ++i)
    if (!buffers[i].kept && buffers[i].bytes > 0) by_time.push_back(i);
  std::vector<std::size_t> by_size = by_time;
  std::ranges::stable_sort(by_size, std::greater{}, [&](std::size_t i) { return buffers[i].bytes; });
  std::vector<Buffer> early_first = buffers;
  const std::size_t small = place_in_order(buffers, by_size), early = place_in_order(early_first, by_time);
  if (early < small) buffers = std::move(early_first);
  return std::min(small, early);
}

MemoryPlan plan_memory(const Graph& graph, const std::vector<PlannedStep>& steps, const ValueFacts& facts) {
  MemoryPlan memory = Sharing(graph, steps, facts).run();
  memory.arena_bytes = place(memory.buffers);
  for (const Buffer& buffer : memory.buffers)
    if (buffer.kept) memory.kept_bytes += buffer.bytes;
  return memory;
}

std::size_t weight_bytes(const Graph& graph, const std::vector<PlannedStep>& steps) {
  std::vector<bool> read(graph.values.size());
  for (const PlannedStep& step : steps)
    for (const int input : graph.nodes[index(step.node)].inputs)
      if (input >= 0) read[index(input)] = true;
  std::size_t bytes = 0;
  for (std::size_t v = 0; v < read.size(); ++v) {
    const ValueInfo& value = graph.values[v];
    if (!read[v]) continue;
    if (value.parameter >= 0)
      bytes += static_cast<std::size_t>(element_count(graph.parameters[index(value.parameter)].shape)) *
               sizeof(float);
    if (value.constant) bytes += value.constant->bytes();
  }
  return bytes;
}

}  // namespace perpixel
