#include "onnx/export/axis_names.h"

#include <gtest/gtest.h>

#include "onnx/exported.h"

namespace perpixel {
namespace {

using Texts = std::vector<std::string>;

TEST(AxisNames, MapsThatFollowThePictureHaveItsNames) {
  EXPECT_EQ(exported_layer([](Value x) { return relu(x, "r"); }).outputs[0].dims,
            (Texts{"N", "4", "H", "W"}));
}

TEST(AxisNames, OtherSizesAreTheOutputsOwn) {
  EXPECT_EQ(exported_layer([](Value x) { return max_pool(x, 2, 2, "p"); }).outputs[0].dims,
            (Texts{"N", "4", "y_H", "y_W"}));
}

TEST(AxisNames, WhatNoPictureMovesIsANumber) {
  EXPECT_EQ(exported_layer([](Value x) { return global_average_pool(x, "p"); }).outputs[0].dims,
            (Texts{"N", "4", "1", "1"}));
}

// Strides of 256 and more: neighbouring sizes would give equal maps, which are no number for that.
TEST(AxisNames, CoarseMapsAreNoNumbers) {
  const auto coarse = [](Value x) {
    for (int i = 0; i < 7; ++i) x = max_pool(x, 2, 2, "pool" + std::to_string(i));
    return x;
  };
  EXPECT_EQ(exported_layer(coarse).outputs[0].dims, (Texts{"N", "4", "y_H", "y_W"}));
}

TEST(AxisNames, FixedSizesAreNumbersAndFurtherInputsHaveNamesOfTheirOwn) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3), mask = input(graph, "mask", 1);
  graph.inputs[0].shape = {-1, 3, 32, 48};
  output(resize_like(mask, data, "y"), "y");
  const ReadModel read = exported(graph);
  EXPECT_EQ(read.inputs[0].dims, (Texts{"N", "3", "32", "48"}));
  EXPECT_EQ(read.inputs[1].dims, (Texts{"mask_N", "1", "mask_H", "mask_W"}));
  EXPECT_EQ(read.outputs[0].dims, (Texts{"N", "1", "32", "48"}));
}

TEST(AxisNames, PositionsAreIntegers) {
  Graph graph{.name = "main"};
  const Pooled pooled = max_pool_with_positions(input(graph, "data", 3), 2, 2, "pool");
  output(pooled.map, "map");
  output(pooled.positions, "positions");
  const ReadModel read = exported(graph);
  EXPECT_EQ(read.outputs[0].type, 1);
  EXPECT_EQ(read.outputs[1].type, 7);
}

}  // namespace
}  // namespace perpixel
