#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

Graph pad_graph() {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 2), like = input(graph, "like", 1);
  output(pad_like(x, like, "pad"), "y");
  return graph;
}

// By hand: 3 rows and 2 columns more; floor of half of them before, 1 and 1.
TEST(PadLike, PutsTheLesserHalfBefore) {
  const Tensor x = random_tensor({2, 2, 2, 3}, 1);
  const Tensor y = Session(pad_graph(), {}).run({{"x", x}, {"like", Tensor::zeros({2, 1, 5, 5})}}).at("y");
  ASSERT_EQ(y.shape(), (Shape{2, 2, 5, 5}));
  for (std::int64_t i = 0; i < 100; ++i) {
    const std::int64_t n = i / 50, c = i / 25 % 2, row = i / 5 % 5 - 1, column = i % 5 - 1;
    const bool inside = row >= 0 && row < 2 && column >= 0 && column < 3;
    EXPECT_EQ(at(y, n, c, row + 1, column + 1), inside ? at(x, n, c, row, column) : 0) << i;
  }
}

TEST(PadLike, RefusesToCrop) {
  const Error error = error_of([] {
    Session(pad_graph(), {}).run({{"x", Tensor::zeros({1, 2, 4, 3})}, {"like", Tensor::zeros({1, 1, 3, 4})}});
  });
  EXPECT_TRUE(mentions(error, "node \"pad\" (PadLike): [1, 2, 4, 3] is larger than [1, 1, 3, 4]"));
}

}  // namespace
}  // namespace perpixel
