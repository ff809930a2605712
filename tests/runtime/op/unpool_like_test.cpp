#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

/// "x" -> pool with positions -> unpooled to the size of x.
Graph there_and_back(int channels, int kernel, bool ceil_mode = true) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", channels);
  const Pooled pooled = max_pool_with_positions(x, kernel, kernel, "pool", 0, ceil_mode);
  output(unpool_like(pooled.map, pooled.positions, x, "unpool"), "y");
  return graph;
}

// ops.md section 10: the four maxima stay where they were, zeros elsewhere.
TEST(UnpoolLike, TheExampleOfTheSpecification) {
  const Tensor x = Tensor::from({1, 1, 4, 4}, {1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8});
  const std::vector<float> expected{0, 0, 6, 0, 0, 5, 0, 0, 0, 0, 0, 0, 7, 0, 0, 8};
  EXPECT_EQ(values(run_graph(there_and_back(1, 2), {}, x)), expected);
}

// Property, for every size: what is there is the input, as many as there are windows, and their sum is the
// pooled sum. Distinct values, so that no two windows share a maximum by chance.
TEST(UnpoolLike, KeepsTheMaximaOfEverySize) {
  for (int height = 1; height <= 9; ++height)
    for (int width = 1; width <= 7; ++width) {
      Tensor x = random_tensor({2, 3, height, width}, static_cast<unsigned>(height * 10 + width));
      for (float& value : x.floats()) value += 2;  // none is zero
      const Tensor y = run_graph(there_and_back(3, 2), {}, x);
      ASSERT_EQ(y.shape(), x.shape());
      std::int64_t kept = 0;
      for (std::size_t i = 0; i < y.floats().size(); ++i) {
        if (y.floats()[i] == 0) continue;
        EXPECT_EQ(y.floats()[i], x.floats()[i]);
        ++kept;
      }
      EXPECT_EQ(kept, 2 * 3 * ((height + 1) / 2) * ((width + 1) / 2)) << height << " " << width;
    }
}

// ops.md section 10: among equals the first of each window, 0 2 8 10 of a 4 x 4 plane.
TEST(UnpoolLike, TiesGoToTheFirst) {
  Tensor x({1, 1, 4, 4});
  std::ranges::fill(x.floats(), 1.f);
  const std::vector<float> expected{1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0};
  EXPECT_EQ(values(run_graph(there_and_back(1, 2), {}, x)), expected);
}

// Unpooling without positions, or with those of another map, is refused before anything is computed.
TEST(UnpoolLike, PositionsOfAnotherMapAreRefused) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 1);
  const Pooled pooled = max_pool_with_positions(x, 2, 2, "pool");
  output(unpool_like(x, pooled.positions, x, "unpool"), "y");
  EXPECT_TRUE(mentions(error_of([&] { run_graph(graph, {}, Tensor::zeros({1, 1, 4, 4})); }),
                       "positions [1, 1, 2, 2] for a map [1, 1, 4, 4]"));
  Graph plain{.name = "test"};
  const Value map = input(plain, "x", 1);
  output(unpool_like(map, map, map, "unpool"), "y");
  EXPECT_TRUE(mentions(error_of([&] { Session(plain, {}); }), "node \"unpool\" (UnpoolLike): cannot read"));
}

}  // namespace
}  // namespace perpixel
