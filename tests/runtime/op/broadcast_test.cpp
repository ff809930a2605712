#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

/// NumPy's rule, element by element: an axis of size 1 is repeated.
float element(const Tensor& t, const Shape& out, std::int64_t flat) {
  std::int64_t index = 0, step = 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t position = flat % out[out.size() - 1 - i];
    flat /= out[out.size() - 1 - i];
    if (i >= t.shape().size()) continue;
    const std::int64_t size = t.shape()[t.shape().size() - 1 - i];
    index += size == 1 ? 0 : position * step;
    step *= size;
  }
  return t.floats()[static_cast<std::size_t>(index)];
}

Graph binary_graph(const std::string& op, const Tensor& constant) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 0);
  graph.inputs[0].shape[1] = -1;
  const int b = graph.add_constant("b", constant);
  output({&graph, graph.add_node(op, "op", {x.id, b}, {}, 0)}, "y");
  return graph;
}

TEST(Broadcast, AddAndMulEqualNumpysRule) {
  const std::pair<Shape, Shape> cases[] = {
      {{2, 3, 4, 5}, {2, 3, 4, 5}},
      {{2, 3, 4, 5}, {1}},
      {{2, 3, 4, 5}, {}},
      {{2, 3, 4, 5}, {3, 1, 1}},
      {{2, 3, 4, 5}, {5}},
      {{2, 3, 4, 5}, {4, 1}},
      {{2, 3, 1, 1}, {2, 3, 4, 5}},
      {{2, 1, 4, 1}, {1, 3, 1, 5}},
      {{1, 1, 1, 1}, {2, 3, 4, 5}},
      {{2, 3, 4, 5}, {2, 1, 4, 5}},
      {{1, 2, 1, 3}, {2, 1, 2, 1, 1}},
      {{1, 1, 200, 200}, {1}},
  };
  for (const auto& [a_shape, b_shape] : cases)
    for (const std::string op : {"Add", "Mul"}) {
      const Tensor a = random_tensor(a_shape, 1), b = random_tensor(b_shape, 2);
      const Tensor y = run_graph(binary_graph(op, b), {}, a, 2);
      for (std::int64_t i = 0; i < y.count(); ++i) {
        const float l = element(a, y.shape(), i), r = element(b, y.shape(), i);
        ASSERT_EQ(y.floats()[static_cast<std::size_t>(i)], op == "Add" ? l + r : l * r)
            << shape_text(a_shape) << shape_text(b_shape);
      }
    }
}

TEST(Broadcast, MisfitIsAnErrorOfTheRun) {
  const Session session(binary_graph("Add", Tensor::filled({4}, 1)), {}, {.threads = 1});
  const Error error = error_of([&] { session.run({{"x", Tensor::filled({1, 1, 1, 3}, 1)}}); });
  EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
  EXPECT_TRUE(mentions(error, "node \"op\" (Add): [1, 1, 1, 3] and [4] do not fit together"));
}

// x + x and x * x: one tensor as both operands must not be written over while it is read.
TEST(Broadcast, TheSameValueTwice) {
  const Tensor x = random_tensor({1, 2, 3, 4}, 1);
  const Tensor y = run_layer(x, [](Value v) {
    const Value r = relu(v, "r");
    return add(r, r, "sum");
  });
  for (std::size_t i = 0; i < 24; ++i) EXPECT_EQ(y.floats()[i], 2 * std::max(0.f, x.floats()[i]));
}

}  // namespace
}  // namespace perpixel
