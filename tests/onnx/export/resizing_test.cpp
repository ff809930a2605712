#include <gtest/gtest.h>

#include <cmath>

#include "onnx/exported.h"

namespace perpixel {
namespace {

using Integers = std::vector<std::int64_t>;

std::string text(const ReadNode& node, const std::string& attribute) {
  const auto found = node.attributes.find(attribute);
  return found == node.attributes.end() ? "" : found->second.text;
}

TEST(ResizingInOnnx, WholeFactorsStayFactors) {
  const ReadModel read =
      exported_layer([](Value x) { return resize(x, 2, "up", ResizeMode::bilinear, true); });
  const ReadNode& node = read.node("Resize");
  EXPECT_EQ(text(node, "mode"), "linear");
  EXPECT_EQ(text(node, "coordinate_transformation_mode"), "align_corners");
  EXPECT_EQ(read.tensor(node.inputs.at(2)).reals(), (std::vector<float>{1, 1, 2, 2}));
}

TEST(ResizingInOnnx, SizesFollowTheOtherTensor) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(resize_like(max_pool(data, 2, 2, "pool"), data, "up"), "y");
  const ReadModel read = exported(graph);
  const ReadNode& node = read.node("Resize");
  EXPECT_EQ(text(node, "coordinate_transformation_mode"), "half_pixel");
  EXPECT_EQ(node.inputs, (std::vector<std::string>{"pool", "", "", "up.sizes"}));
  const ReadNode& sizes = read.producer_of("up.sizes");
  EXPECT_EQ(sizes.op, "Concat");
  EXPECT_EQ(read.producer_of(sizes.inputs[0]).inputs[0], "pool");  // its batch and channels
  EXPECT_EQ(read.producer_of(sizes.inputs[1]).inputs[0], "data");  // the other's height and width
}

// 1.5 = 3 / 2: floor(size * 3 / 2) in whole numbers.
TEST(ResizingInOnnx, OtherFactorsBecomeFractions) {
  const ReadModel read = exported_layer([](Value x) { return resize(x, 1.5f, "up"); });
  const ReadNode& half = read.producer_of("up.height");
  EXPECT_EQ(half.op, "Div");
  EXPECT_EQ(read.tensor(half.inputs[1]).integers(), (Integers{2}));
  EXPECT_EQ(read.tensor(read.producer_of(half.inputs[0]).inputs[1]).integers(), (Integers{3}));
  EXPECT_EQ(read.node("Resize").inputs.size(), 4u);  // sizes, not scales
}

/// What ONNX Runtime takes with mode asymmetric and rounding floor.
std::vector<std::int64_t> by_division(std::int64_t in, std::int64_t out) {
  const float scale = static_cast<float>(out) / static_cast<float>(in);
  std::vector<std::int64_t> sources;
  for (std::int64_t i = 0; i < out; ++i)
    sources.push_back(std::min(static_cast<std::int64_t>(std::floor(static_cast<float>(i) / scale)), in - 1));
  return sources;
}

/// What PyTorch and our engines take: floor(i * (in / out)) in single precision.
std::vector<std::int64_t> by_product(std::int64_t in, std::int64_t out) {
  const float step = static_cast<float>(in) / static_cast<float>(out);
  std::vector<std::int64_t> sources;
  for (std::int64_t i = 0; i < out; ++i)
    sources.push_back(std::min(static_cast<std::int64_t>(std::floor(static_cast<float>(i) * step)), in - 1));
  return sources;
}

bool is_alike(std::int64_t in, std::int64_t out) { return by_product(in, out) == by_division(in, out); }

// Counted: where the writer trusts Resize, both roundings take the same sources at every size; elsewhere they
// do not (16 -> 122 is one of 57 sizes of stride 8 up to 1000).
TEST(ResizingInOnnx, NearestRoundsAlikeWhereResizeIsWritten) {
  for (std::int64_t out = 1; out <= 3000; ++out) {
    EXPECT_TRUE(is_alike(out, out));
    EXPECT_TRUE(is_alike((out + 1) / 2, out)) << out;
  }
  for (std::int64_t factor = 1; factor <= 16; ++factor)
    for (std::int64_t in = 1; in <= 300; ++in) EXPECT_TRUE(is_alike(in, factor * in)) << in << " " << factor;
  EXPECT_FALSE(is_alike(16, 122));
}

TEST(ResizingInOnnx, NearestOfEverySecondIsAResize) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(resize_like(max_pool(data, 2, 2, "pool"), data, "up", ResizeMode::nearest), "y");
  const ReadNode node = exported(graph).node("Resize");
  EXPECT_EQ(text(node, "coordinate_transformation_mode"), "asymmetric");
  EXPECT_EQ(text(node, "nearest_mode"), "floor");
}

TEST(ResizingInOnnx, OtherNearestIsPickedByOurOwnRounding) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(resize_like(max_pool(data, 4, 4, "pool"), data, "up", ResizeMode::nearest), "y");
  const ReadModel read = exported(graph);
  EXPECT_EQ(read.count("Resize"), 0);
  EXPECT_EQ(read.count("Gather"), 2);
  EXPECT_EQ(read.producer_of("up.rows").attributes.at("axis").integer, 2);
  EXPECT_EQ(read.producer_of("up.columns").attributes.at("axis").integer, 3);
  EXPECT_EQ(read.producer_of("y").inputs[0], "up.columns");
}

}  // namespace
}  // namespace perpixel
