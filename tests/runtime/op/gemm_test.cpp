#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/kernel/cpu.h"
#include "runtime/one_graph.h"

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

TEST(Gemm, RefusesOtherForms) {
  Graph graph = graph_of(2, [](Value v) { return dense(flatten(v, "flat"), 8, 3, "fc"); });
  graph.nodes[1].attributes["alpha"] = 2.f;
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, random_weights(graph)); }), "only alpha = 1"));
  graph.nodes[1].attributes = {};
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, random_weights(graph)); }), "only transB = 1"));
}

}  // namespace
}  // namespace perpixel
