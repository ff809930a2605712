// Strides of the zoo's own networks become dilations: the dense map, every factor-th element taken, is the
// original.
#include <gtest/gtest.h>

#include <cmath>

#include "graph/surgery.h"
#include "model/fcn.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

/// Both maps from the same weights and picture; the largest difference in parts of the largest value.
void expect_dense_equals(const Model& model, int output_stride, int height, int width) {
  SCOPED_TRACE(model.name + " to stride " + std::to_string(output_stride) + " at " + std::to_string(height) +
               "x" + std::to_string(width));
  const Graph& graph = model.graph(kMainGraph);
  NamedTensors weights = initial_weights(graph, 3);
  for (auto& [name, tensor] : weights)  // scores start at zero, which would compare nothing
    if (name.starts_with("score") && name.ends_with(".weight")) tensor = noise(tensor.shape(), 9);
  const DenseGraph dense = remove_strides(graph, {.tap = "", .output_stride = output_stride, .nodes = {}});
  const Tensor picture = noise({1, model.recipe.input.channels, height, width}, 4);
  const Tensor original = run_all(graph, weights, picture).at(dense.tap);
  const Tensor fine = run_all(dense.graph, weights, picture).at(dense.tap);
  const std::int64_t factor = dense.factor;
  ASSERT_EQ(original.size(2), (fine.size(2) + factor - 1) / factor);
  ASSERT_EQ(original.size(3), (fine.size(3) + factor - 1) / factor);
  float largest = 0, difference = 0;
  for (std::int64_t c = 0; c < original.size(1); ++c)
    for (std::int64_t y = 0; y < original.size(2); ++y)
      for (std::int64_t x = 0; x < original.size(3); ++x) {
        const float a =
            original.floats()[static_cast<std::size_t>((c * original.size(2) + y) * original.size(3) + x)];
        const float b = fine.floats()[static_cast<std::size_t>(
            (c * fine.size(2) + y * factor) * fine.size(3) + x * factor)];
        largest = std::max(largest, std::abs(a));
        difference = std::max(difference, std::abs(a - b));
      }
  EXPECT_GT(largest, 0);
  EXPECT_LE(difference, 1e-5f * largest);
}

TEST(DenseZoo, FcnInBothForms) {
  for (const char* padding : {"same", "pad100"})
    for (const int stride : {16, 8}) {
      ModelOptions options = tiny();
      options.padding = padding;
      expect_dense_equals(fcn32s(options), stride, 45, 67);
    }
}

TEST(DenseZoo, AlexNetAndASkipNetsTrunk) {
  ModelOptions options = tiny();
  expect_dense_equals(zoo_entry("fcn_alexnet").build(options), 16, 61, 50);
  expect_dense_equals(fcn32s(options), 2, 33, 34);
}

}  // namespace
}  // namespace perpixel
