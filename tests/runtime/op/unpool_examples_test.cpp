// The worked examples of ops.md 10: which positions a pool records, at even and odd sizes, and what unpooling
// makes of them.
#include <gtest/gtest.h>

#include <numeric>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

struct Pooling {
  int kernel = 2, stride = 2, pad = 0;
  bool ceil_mode = false;
};

/// Outputs "values", "positions" and "unpooled".
NamedTensors there_and_back(const Tensor& x, const Pooling& pooling) {
  Graph graph{.name = "test"};
  const Value from = input(graph, "x", static_cast<int>(x.size(1)));
  const Pooled pooled =
      max_pool_with_positions(from, pooling.kernel, pooling.stride, "pool", pooling.pad, pooling.ceil_mode);
  output(pooled.map, "values");
  output(pooled.positions, "positions");
  output(unpool_like(pooled.map, pooled.positions, from, "unpool"), "unpooled");
  return Session(graph, {}, {.threads = 1}).run({{"x", x}});
}

using Positions = std::vector<std::int64_t>;

Positions positions(const NamedTensors& result) {
  const auto span = result.at("positions").as<std::int64_t>();
  return {span.begin(), span.end()};
}

TEST(UnpoolExamples, FourByFour) {
  const Tensor x = Tensor::from({1, 1, 4, 4}, {1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8});
  const NamedTensors result = there_and_back(x, {});
  EXPECT_EQ(values(result.at("values")), (std::vector<float>{5, 6, 7, 8}));
  EXPECT_EQ(positions(result), (Positions{5, 2, 12, 15}));
  EXPECT_EQ(positions(there_and_back(Tensor::filled({1, 1, 4, 4}, 1), {})), (Positions{0, 2, 8, 10}));
}

/// 0 ... 24: each window's maximum is its last pixel.
Tensor counting() {
  Tensor x({1, 1, 5, 5});
  std::iota(x.floats().begin(), x.floats().end(), 0.f);
  return x;
}

// Positions count in rows of the picture, 5 wide, whatever the pool covers: unpooling needs the size before
// it. Rounded down, 18 would lie outside the 4 x 4 that 2 x 2 windows of stride 2 alone suggest.
TEST(UnpoolExamples, OddSizes) {
  const NamedTensors down = there_and_back(counting(), {});
  EXPECT_EQ(positions(down), (Positions{6, 8, 16, 18}));
  ASSERT_EQ(down.at("unpooled").shape(), (Shape{1, 1, 5, 5}));
  for (std::size_t i = 0; i < 25; ++i) {
    const bool kept = i == 6 || i == 8 || i == 16 || i == 18;
    EXPECT_EQ(down.at("unpooled").floats()[i], kept ? static_cast<float>(i) : 0) << i;
  }
  const Positions all{6, 8, 9, 16, 18, 19, 21, 23, 24};
  EXPECT_EQ(positions(there_and_back(counting(), {.ceil_mode = true})), all);
  EXPECT_EQ(positions(there_and_back(counting(), {.kernel = 3, .stride = 2, .pad = 1})), all);
}

// semantic.md 14, without overlap: unpooling moves the maxima and adds nothing. All numbers are multiples of
// 2^-23 of size 1 at most, so that sums in double are exact.
TEST(UnpoolExamples, TheSumIsThePooledSum) {
  for (int height = 2; height <= 9; ++height)
    for (int width = 2; width <= 7; ++width)
      for (const bool ceil_mode : {false, true}) {
        const Tensor x = random_tensor({2, 3, height, width}, static_cast<unsigned>(10 * height + width));
        const NamedTensors result = there_and_back(x, {.ceil_mode = ceil_mode});
        const auto sum = [&](const char* name) {
          const auto all = result.at(name).floats();
          return std::accumulate(all.begin(), all.end(), 0.0);
        };
        EXPECT_EQ(sum("unpooled"), sum("values")) << height << " " << width << " " << ceil_mode;
      }
}

}  // namespace
}  // namespace perpixel
