#include <gtest/gtest.h>

#include "model/initial_weights.h"
#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// ops.md section 9: channels 0 ... 7 of one pixel, r = 2.
TEST(DepthToSpace, TheExampleOfTheSpecification) {
  const Tensor x = Tensor::from({1, 8, 1, 1}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Tensor y = run_layer(x, [](Value v) { return depth_to_space(v, 2, "shuffle"); });
  ASSERT_EQ(y.shape(), (Shape{1, 2, 2, 2}));
  EXPECT_EQ(values(y), (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7}));
}

// The definition, element by element, for a factor and sides that differ.
TEST(DepthToSpace, EqualsTheDefinition) {
  constexpr std::int64_t r = 3;
  const Tensor x = random_tensor({2, 18, 4, 5}, 3);
  const Tensor y = run_layer(x, [](Value v) { return depth_to_space(v, r, "shuffle"); });
  ASSERT_EQ(y.shape(), (Shape{2, 2, 12, 15}));
  for (std::int64_t n = 0; n < 2; ++n)
    for (std::int64_t c = 0; c < 2; ++c)
      for (std::int64_t i = 0; i < 12; ++i)
        for (std::int64_t j = 0; j < 15; ++j)
          EXPECT_EQ(at(y, n, c, i, j), at(x, n, c * 9 + i % r * r + j % r, i / r, j / r));
}

// ops.md sections 9 and 21, row 14 (Aitken et al. 2017): from ICNR the shuffle starts as nearest upsampling
// of one convolution, exactly, so that no checkerboard is there at the start.
TEST(DepthToSpace, FromIcnrItStartsAsNearestUpsampling) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 3);
  output(depth_to_space(conv(x, 2 * 4, 3, "sub", {.init = {InitKind::icnr, 1, 4}}), 2, "shuffle"), "y");
  const NamedTensors weights = initial_weights(graph, 5);
  const Tensor picture = random_tensor({1, 3, 5, 7}, 8);
  const Tensor y = run_graph(graph, weights, picture);
  for (std::int64_t c = 0; c < 2; ++c)
    for (std::int64_t i = 0; i < 10; ++i)
      for (std::int64_t j = 0; j < 14; ++j) EXPECT_EQ(at(y, 0, c, i, j), at(y, 0, c, i / 2 * 2, j / 2 * 2));
  EXPECT_NE(at(y, 0, 0, 0, 0), at(y, 0, 0, 2, 0));
}

TEST(DepthToSpace, RefusesChannelsThatDoNotDivide) {
  const Graph graph = graph_of(6, [](Value v) { return depth_to_space(v, 2, "shuffle"); });
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, {}).run({{"x", Tensor::zeros({1, 6, 2, 2})}}); }),
                       "node \"shuffle\" (DepthToSpace): 6 channels"));
}

}  // namespace
}  // namespace perpixel
