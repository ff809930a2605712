#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

Graph crop_graph(int offset) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 2), like = input(graph, "like", 1);
  output(crop_like(x, like, offset, "crop"), "y");
  return graph;
}

TEST(CropLike, TakesTheWindowAtTheOffset) {
  const Tensor x = random_tensor({2, 2, 6, 7}, 1);
  const Tensor y = Session(crop_graph(2), {}).run({{"x", x}, {"like", Tensor::zeros({2, 1, 3, 4})}}).at("y");
  ASSERT_EQ(y.shape(), (Shape{2, 2, 3, 4}));
  for (std::int64_t i = 0; i < 48; ++i)
    EXPECT_EQ(at(y, i / 24, i / 12 % 2, i / 4 % 3, i % 4),
              at(x, i / 24, i / 12 % 2, i / 4 % 3 + 2, i % 4 + 2));
}

TEST(CropLike, RefusesAWindowThatSticksOut) {
  const Error error = error_of([] {
    Session(crop_graph(2), {})
        .run({{"x", Tensor::zeros({1, 2, 4, 9})}, {"like", Tensor::zeros({1, 1, 3, 4})}});
  });
  EXPECT_TRUE(
      mentions(error, "node \"crop\" (CropLike): no window of [1, 1, 3, 4] at offset 2 in [1, 2, 4, 9]"));
}

}  // namespace
}  // namespace perpixel
