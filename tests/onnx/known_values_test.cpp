#include "onnx/known_values.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

ModelMessage picture_of(Shape x, std::vector<NodeMessage> nodes, std::vector<TensorMessage> initializers) {
  ModelMessage message = model(17, std::move(nodes), std::move(initializers));
  message.graph.inputs[0].shape = std::move(x);
  return message;
}

TEST(KnownValues, ConstantsAndArithmeticOnThem) {
  const ModelMessage message =
      picture_of({-1, 4, -1, -1}, {node("Less", {"a", "b"}, {"c"}), node("Not", {"c"}, {"d"})},
                 {integers("a", {1}), integers("b", {2})});
  const auto known = known_values(message, {"d", "a", "d"});
  ASSERT_EQ(known.size(), 3u);
  EXPECT_FALSE(known[0].as<bool>()[0]);
  EXPECT_EQ(known[1].as<std::int64_t>()[0], 1);
  EXPECT_FALSE(known[2].as<bool>()[0]);
}

// A pool of 2 x 2 at stride 2: 64 x 96 becomes 32 x 48.
TEST(KnownValues, ShapesBehindTheInputWhereItsSizesAreStated) {
  const std::vector<NodeMessage> nodes{
      node("MaxPool", {"x"}, {"half"},
           {integers_attribute("kernel_shape", {2, 2}), integers_attribute("strides", {2, 2})}),
      node("Shape", {"half"}, {"sizes"})};
  const auto known = known_values(picture_of({1, 4, 64, 96}, nodes, {}), {"sizes"});
  ASSERT_TRUE(known.at(0).defined());
  EXPECT_EQ(known[0].as<std::int64_t>()[2], 32);
  EXPECT_EQ(known[0].as<std::int64_t>()[3], 48);
  EXPECT_FALSE(known_values(picture_of({1, 4, -1, 96}, nodes, {}), {"sizes"}).at(0).defined());
}

TEST(KnownValues, WhatDependsOnThePictureIsUndefined) {
  const ModelMessage message =
      picture_of({1, 4, 2, 2}, {node("Relu", {"x"}, {"h"}), node("Less", {"h", "x"}, {"c"})}, {});
  EXPECT_FALSE(known_values(message, {"c"}).at(0).defined());
}

// An operation that perpixel does not have, elsewhere or on the way, is for others to complain about.
TEST(KnownValues, OnlyThePartThatLeadsThereIsRead) {
  const ModelMessage message = picture_of(
      {1, 4, 2, 2}, {node("Strange", {"x"}, {"s"}), node("Shape", {"s"}, {"n"}), node("Not", {"t"}, {"c"})},
      {truth("t", true)});
  EXPECT_FALSE(known_values(message, {"c"}).at(0).as<bool>()[0]);
  EXPECT_FALSE(known_values(message, {"n"}).at(0).defined());
}

}  // namespace
}  // namespace perpixel::onnx
