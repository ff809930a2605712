#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/kernel/cpu.h"
#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

TEST(Gemm, EqualsTheDefinitionOnEveryCpuLevel) {
  for (const std::string& level : cpu_levels()) {
    use_cpu_level(level);
    for (const auto& [inputs, outputs] : {std::pair{1, 1}, {7, 3}, {300, 50}, {1027, 17}}) {
      const Graph graph = graph_of(
          inputs, [&, i = inputs, o = outputs](Value v) { return dense(flatten(v, "flat"), i, o, "fc"); });
      const NamedTensors weights = random_weights(graph);
      const Tensor x = random_tensor({3, inputs, 1, 1}, 1);
      const Tensor y = run_graph(graph, weights, x, 2);
      ASSERT_EQ(y.shape(), (Shape{3, outputs}));
      for (int n = 0; n < 3; ++n)
        for (int o = 0; o < outputs; ++o) {
          double sum = weights.at("fc.bias").floats()[static_cast<std::size_t>(o)];
          for (int i = 0; i < inputs; ++i)
            sum += static_cast<double>(x.floats()[static_cast<std::size_t>(n * inputs + i)]) *
                   weights.at("fc.weight").floats()[static_cast<std::size_t>(o * inputs + i)];
          ASSERT_NEAR(y.floats()[static_cast<std::size_t>(n * outputs + o)], sum, 1e-4);
        }
    }
  }
  use_cpu_level("");
}

// A classifier takes one size only: another one is an error of the run that says so.
TEST(Gemm, OtherPictureSizesAreRefused) {
  const Graph graph = graph_of(2, [](Value v) { return dense(flatten(v, "flat"), 8, 3, "fc"); });
  const Session session(graph, random_weights(graph));
  EXPECT_EQ(session.run({{"x", random_tensor({1, 2, 2, 2}, 1)}}).at("y").shape(), (Shape{1, 3}));
  const Error error = error_of([&] { session.run({{"x", random_tensor({1, 2, 3, 3}, 1)}}); });
  EXPECT_TRUE(mentions(error, "node \"fc\" (Gemm): input [1, 18] does not fit weight [3, 8]"));
}

// The definition alpha A B + beta C, every way of turning and every broadcast of C.
TEST(Gemm, EveryForm) {
  for (const std::int64_t a_turned : {0, 1})
    for (const std::int64_t b_turned : {0, 1})
      for (const Shape& c_shape : {Shape{2, 4}, Shape{1, 4}, Shape{2, 1}, Shape{4}, Shape{1}, Shape{}}) {
        const Tensor a = random_tensor(a_turned ? Shape{3, 2} : Shape{2, 3}, 1);
        const Tensor b = random_tensor(b_turned ? Shape{4, 3} : Shape{3, 4}, 2),
                     c = random_tensor(c_shape, 3);
        const Tensor y =
            run_node("Gemm", {{"alpha", 0.5f}, {"beta", 2.f}, {"transA", a_turned}, {"transB", b_turned}},
                     {a, b, c})[0];
        for (std::size_t r = 0; r < 2; ++r)
          for (std::size_t k = 0; k < 4; ++k) {
            double sum = 0;
            for (std::size_t i = 0; i < 3; ++i)
              sum += static_cast<double>(a.floats()[a_turned ? i * 2 + r : r * 3 + i]) *
                     static_cast<double>(b.floats()[b_turned ? k * 3 + i : i * 4 + k]);
            const bool rows = c_shape.size() == 2 && c_shape[0] == 2;
            const bool columns = !c_shape.empty() && c_shape.back() == 4;
            const std::size_t at = (rows ? r * static_cast<std::size_t>(c_shape[1]) : 0) + (columns ? k : 0);
            EXPECT_NEAR(y.floats()[r * 4 + k], 0.5 * sum + 2 * c.floats()[at], 1e-6);
          }
      }
}

}  // namespace
}  // namespace perpixel
