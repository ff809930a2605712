#include "runtime/plan/plan.h"

#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// By hand: a chain with a skip. conv1 is read by relu and by the sum, so the relu may not write over it.
TEST(Plan, ReleasesEachValueAfterItsLastReader) {
  const Graph graph = graph_of(2, [](Value x) {
    const Value a = conv(x, 2, 3, "a");
    const Value b = relu(a, "b");
    const Value c = sigmoid(b, "c");
    return add(c, a, "sum");
  });
  const Plan plan = make_plan(graph, random_weights(graph));
  const auto released = [&](int step, const char* name) {
    return std::ranges::count(plan.steps[static_cast<std::size_t>(step)].release, graph.find_value(name)) ==
           1;
  };
  ASSERT_EQ(plan.steps.size(), 4u);
  EXPECT_TRUE(released(0, "x"));
  EXPECT_FALSE(plan.steps[1].may_overwrite);
  EXPECT_FALSE(released(1, "a"));
  EXPECT_TRUE(plan.steps[2].may_overwrite);
  EXPECT_TRUE(released(2, "b"));
  EXPECT_TRUE(plan.steps[3].may_overwrite);
  EXPECT_TRUE(released(3, "a"));
  EXPECT_FALSE(released(3, "sum"));
}

TEST(Plan, LeavesOutWhatOnlyTrainingNeeds) {
  Graph graph = graph_of(2, [](Value x) { return relu(x, "main"); });
  output(conv({&graph, graph.find_value("main")}, 4, 1, "head"), "auxiliary", true);
  const Plan plan = make_plan(graph, {});  // the head's weights are not asked for
  ASSERT_EQ(plan.steps.size(), 1u);
}

// A convolution keeps its own arrangement of the weights; the originals are given back.
TEST(Plan, DropsAbsorbedWeights) {
  const Graph graph =
      graph_of(2, [](Value x) { return dense(flatten(conv(x, 3, 1, "conv"), "f"), 3, 2, "fc"); });
  const Plan plan = make_plan(graph, random_weights(graph));
  const auto kept = [&](const char* name) {
    return plan.constants[static_cast<std::size_t>(graph.find_value(name))].defined();
  };
  EXPECT_FALSE(kept("conv.weight"));
  EXPECT_TRUE(kept("fc.weight"));
}

TEST(Plan, WeightsOfAnotherShapeOrTypeAreRefused) {
  const Graph graph = graph_of(2, [](Value x) { return conv(x, 3, 1, "conv"); });
  NamedTensors weights = random_weights(graph);
  weights["conv.weight"] = Tensor::zeros({3, 2, 3, 3});
  EXPECT_TRUE(mentions(error_of([&] { make_plan(graph, weights); }),
                       "weight \"conv.weight\" is f32 [3, 2, 3, 3] where the graph takes f32 [3, 2, 1, 1]"));
  weights["conv.weight"] = Tensor::zeros({3, 2, 1, 1}, DType::f16);
  EXPECT_TRUE(mentions(error_of([&] { make_plan(graph, weights); }), "is f16 [3, 2, 1, 1]"));
}

}  // namespace
}  // namespace perpixel
