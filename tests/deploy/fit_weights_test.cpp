#include "deploy/fit_weights.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

NamedTensors own_weights(const Model& model) {
  NamedTensors weights;
  for (const Graph& graph : model.graphs) weights.merge(initial_weights(graph, 2));
  return weights;
}

TEST(FitWeights, ForeignNamesAndPixels) {
  Model model = zoo_entry("vgg16").build(tiny());
  const NamedTensors own = own_weights(model);
  NamedTensors caffe = named_as("caffe", model.graphs, own);
  ASSERT_TRUE(caffe.contains("conv1_1.0"));
  EXPECT_FALSE(model.recipe.input.bgr);
  const FittedWeights fitted = require_weights(model, caffe, "vgg16.caffemodel");
  EXPECT_EQ(fitted.map->name, "caffe");
  EXPECT_EQ(fitted.match.matched.size(), own.size());
  EXPECT_TRUE(model.recipe.input.bgr);  // the weights were trained on B, G, R
  EXPECT_EQ(model.recipe.input.height, 224);
}

TEST(FitWeights, OurOwnNamesLeaveTheRecipe) {
  Model model = zoo_entry("fcn8s").build(tiny());
  const InputRecipe before = model.recipe.input;
  require_weights(model, own_weights(model), "x");
  EXPECT_EQ(model.recipe.input, before);
}

// A model of three graphs: each takes its own, what none wants is named once.
TEST(FitWeights, SeveralGraphs) {
  Model model = zoo_entry("zoomout").build(tiny());
  ASSERT_GT(model.graphs.size(), 1u);
  NamedTensors weights = own_weights(model);
  EXPECT_TRUE(fit_weights(model, weights).match.complete());
  weights["stranger"] = Tensor({1});
  const WeightMatch match = fit_weights(model, weights).match;
  EXPECT_EQ(match.unexpected, std::vector<std::string>{"stranger"});
  EXPECT_TRUE(match.missing.empty());
  EXPECT_THROW(require_weights(model, weights, "x"), Error);
}

}  // namespace
}  // namespace perpixel
