// The zoo's own networks with their normalisations folded answer as before.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "error/error.h"
#include "graph/batch_norm_folding.h"
#include "model/net_facts.h"
#include "transform/surroundings.h"

namespace perpixel {
namespace {

/// Small networks with normalisations wherever the model has a form with them.
Model with_batch_norm(const ZooEntry& entry) {
  ModelOptions options = tiny();
  if (entry.task == std::string("classify")) options.image_size = 64;
  options.fully_connected = false;  // DeconvNet at any size
  options.batch_norm = true;
  try {
    return entry.build(options);
  } catch (const Error&) {  // AlexNet has none
    options.batch_norm = false;
    return entry.build(options);
  }
}

Tensor around(const Shape& shape, float centre, float reach, std::uint32_t seed) {
  Tensor tensor = noise(shape, seed);
  for (float& value : tensor.floats()) value = centre + reach * value;
  return tensor;
}

bool is_interpolation(const Parameter& parameter) {
  return parameter.init.kind == InitKind::bilinear || parameter.init.kind == InitKind::grouped_identity;
}

/// As after some training: kernels of He's deviation, statistics and scales around what they start from.
NamedTensors trained(const Graph& graph) {
  NamedTensors weights;
  std::uint32_t seed = 1;
  for (const Parameter& parameter : graph.parameters) {
    const Tensor start = initial_value(parameter, 1);
    const bool is_kernel = parameter.shape.size() > 1;
    const auto fan_in = static_cast<float>(start.count() / parameter.shape[0]);
    if (is_kernel && is_interpolation(parameter))
      weights[parameter.name] = start;
    else if (is_kernel)
      weights[parameter.name] = around(parameter.shape, 0, std::sqrt(6 / fan_in), seed++);
    else
      weights[parameter.name] = around(parameter.shape, start.floats()[0], 0.2f, seed++);
  }
  return weights;
}

/// A picture of 37x45 with its surroundings, or of the one size that the graph takes.
NamedTensors inputs_of(const Graph& graph, const InputRecipe& recipe) {
  const bool fixed = recipe.size_rule == SizeRule::fixed;
  const PixelSize size = fixed ? PixelSize{recipe.height, recipe.width} : surrounded_size(recipe, {37, 45});
  NamedTensors inputs;
  for (const GraphInput& input : graph.inputs) {
    const Shape any{1, 0, size.height, size.width};
    Shape shape = input.shape;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      if (shape[axis] < 0) shape[axis] = any[axis];
    inputs[input.name] = input.name == kSampleInput ? Tensor::zeros(shape) : noise(shape, 4);
  }
  return inputs;
}

int norms_in(const Graph& graph) {
  return static_cast<int>(std::ranges::count_if(live_nodes(graph, false), [&](int node) {
    return graph.nodes[static_cast<std::size_t>(node)].op == "BatchNormalization";
  }));
}

/// A maximum's position swaps where two activations are equal but for rounding; then unpooling puts one
/// element next to its place, and a patch of the output differs.
double patch_share(const Graph& graph) {
  const bool unpools =
      std::ranges::any_of(graph.nodes, [](const Node& node) { return node.op == "UnpoolLike"; });
  return unpools ? 0.05 : 0;
}

void expect_equal(const Tensor& ours, const Tensor& theirs, double share) {
  ASSERT_EQ(ours.shape(), theirs.shape());
  float largest = 0;
  for (const float value : theirs.floats()) largest = std::max(largest, std::abs(value));
  EXPECT_GT(largest, 0);
  EXPECT_TRUE(std::isfinite(largest));
  std::int64_t apart = 0;
  for (std::size_t i = 0; i < ours.floats().size(); ++i)
    apart += !(std::abs(ours.floats()[i] - theirs.floats()[i]) <= 1e-5f * largest);
  EXPECT_LE(static_cast<double>(apart), share * static_cast<double>(ours.count()));
}

void expect_folds(const Graph& graph, const InputRecipe& recipe, int staying) {
  const NamedTensors weights = trained(graph);
  const FoldedGraph folded = fold_batch_norm(graph, weights);
  EXPECT_EQ(folded.folded, norms_in(graph) - staying);
  EXPECT_EQ(norms_in(folded.graph), staying);
  EXPECT_NO_THROW(check_graph(folded.graph));
  const NamedTensors inputs = inputs_of(graph, recipe);
  const NamedTensors plain = Session(graph, weights, {.threads = 1}).run(inputs);
  const NamedTensors ours = Session(folded.graph, folded.weights, {.threads = 1}).run(inputs);
  ASSERT_EQ(ours.size(), plain.size());
  for (const auto& [name, tensor] : plain) {
    SCOPED_TRACE(name);
    expect_equal(ours.at(name), tensor, patch_share(graph));
  }
}

TEST(FoldedZoo, EveryModelWithBatchNorm) {
  int models = 0;
  for (const ZooEntry& entry : zoo()) {
    const Model model = with_batch_norm(entry);
    for (const Graph& graph : model.graphs) {
      if (norms_in(graph) == 0) continue;
      SCOPED_TRACE(std::string(entry.name) + "/" + graph.name);
      ++models;
      // It standardises the joined columns there, which no layer computes.
      expect_folds(graph, model.recipe.input, entry.name == std::string("zoomout_dense") ? 1 : 0);
    }
  }
  EXPECT_GT(models, 30);
}

// One set of weights on three scales of the picture: shared, so nothing of the trunk folds.
TEST(FoldedZoo, WeightsThatServeSeveralScalesStay) {
  ModelOptions options = tiny();
  options.multi_scale = true;
  const Model model = zoo_entry("deeplab_v2_resnet101").build(options);
  const Graph& graph = model.graph(kMainGraph);
  EXPECT_GT(norms_in(graph), 0);
  EXPECT_EQ(fold_batch_norm(graph, initial_weights(graph, 1)).folded, 0);
}

}  // namespace
}  // namespace perpixel
