#include "runtime/plan/memory.h"

#include <gtest/gtest.h>

#include <random>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

/// Bytes of the buffers alive at the step where they are most: no placement can do with less.
std::size_t least_possible(const std::vector<Buffer>& buffers, std::size_t steps) {
  std::size_t most = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    std::size_t live = 0;
    for (const Buffer& b : buffers)
      if (!b.kept && b.first <= step && step <= b.last) live += b.bytes;
    most = std::max(most, live);
  }
  return most;
}

// Property, on random lifetimes: what is alive together lies apart, inside the arena.
TEST(Place, BuffersAliveTogetherDoNotOverlap) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<Buffer> buffers(30);
    for (Buffer& b : buffers) {
      b.bytes = 1 + random() % 1000;
      b.first = random() % 20;
      b.last = b.first + random() % 6;
      b.kept = random() % 10 == 0;
    }
    const std::size_t end = place(buffers);
    EXPECT_GE(end, least_possible(buffers, 30));
    for (const Buffer& a : buffers) {
      if (a.kept) continue;
      EXPECT_EQ(a.offset % 64, 0u);
      EXPECT_LE(a.offset + a.bytes, end);
      for (const Buffer& b : buffers)
        if (&a != &b && !b.kept && a.first <= b.last && b.first <= a.last) {
          EXPECT_TRUE(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset);
        }
    }
  }
}

// By hand: a chain of equal maps needs two places, whatever its length.
TEST(Place, AChainTakesTwoPlaces) {
  std::vector<Buffer> buffers;
  for (std::size_t i = 0; i < 10; ++i) buffers.push_back({.bytes = 640, .first = i, .last = i + 1});
  EXPECT_EQ(place(buffers), 1280u);
}

MemoryPlan memory_of(const Graph& graph, const Shape& x) {
  return plan_memory(graph, plan_steps(graph), infer_values(graph, {{"x", x}}));
}

// By hand: conv -> relu -> sigmoid write over one map of 2 x 4 x 4 floats, which is the output's own memory.
TEST(PlanMemory, StepsThatWriteInPlaceShareAMap) {
  const Graph graph = graph_of(2, [](Value x) { return sigmoid(relu(conv(x, 2, 3, "a"), "b"), "c"); });
  const MemoryPlan memory = memory_of(graph, {1, 2, 4, 4});
  EXPECT_EQ(memory.buffers.size(), 1u);
  EXPECT_EQ(memory.arena_bytes, 0u);
  EXPECT_EQ(memory.kept_bytes, 2u * 4 * 4 * sizeof(float));
}

// By hand: a is needed until the sum, so b has a place of its own; the sum writes over b, which is the
// output's.
TEST(PlanMemory, ASkipIsKeptUntilItsSum) {
  const Graph graph = graph_of(1, [](Value x) {
    const Value a = conv(x, 1, 3, "a");
    return add(conv(a, 1, 3, "b"), a, "sum");
  });
  const MemoryPlan memory = memory_of(graph, {1, 1, 8, 8});
  EXPECT_EQ(memory.arena_bytes, 8u * 8 * sizeof(float));
  EXPECT_EQ(memory.kept_bytes, 8u * 8 * sizeof(float));
}

TEST(PlanMemory, AbsurdSizesAreRefused) {
  const Graph graph = graph_of(1, [](Value x) { return max_pool(x, 1, 1, "p"); });
  EXPECT_TRUE(mentions(error_of([&] { memory_of(graph, {1 << 20, 1, 1 << 20, 1 << 20}); }),
                       "node \"p\" (MaxPool): an output of"));
}

}  // namespace
}  // namespace perpixel
