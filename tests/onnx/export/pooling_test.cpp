#include <gtest/gtest.h>

#include "error/error.h"
#include "graph/op/window.h"
#include "onnx/exported.h"

namespace perpixel {
namespace {

using Integers = std::vector<std::int64_t>;

TEST(PoolingInOnnx, UsualCeilModeStaysAsItIs) {
  const ReadModel read = exported_layer([](Value x) { return max_pool(x, 3, 2, "pool", 1); });
  const auto& attributes = read.node("MaxPool").attributes;
  EXPECT_EQ(attributes.at("ceil_mode").integer, 1);
  EXPECT_EQ(attributes.at("pads").integers, (Integers{1, 1, 1, 1}));
  EXPECT_EQ(attributes.at("kernel_shape").integers, (Integers{3, 3}));
  EXPECT_EQ(attributes.at("strides").integers, (Integers{2, 2}));
}

// A window of 1 every 4: ONNX would round a window behind the map in.
TEST(PoolingInOnnx, WindowsBehindTheMapBecomeEndPadding) {
  const ReadModel read = exported_layer([](Value x) { return max_pool(x, 1, 4, "take"); });
  const auto& attributes = read.node("MaxPool").attributes;
  EXPECT_EQ(attributes.at("ceil_mode").integer, 0);
  EXPECT_EQ(attributes.at("pads").integers, (Integers{0, 0, 0, 0}));
}

// Property: for every window, the pads that are written count as many windows without ceil mode as the rule
// of our graphs counts with it.
TEST(PoolingInOnnx, EndPaddingCountsAsCeilMode) {
  for (int kernel = 1; kernel <= 5; ++kernel)
    for (int stride = 1; stride <= 6; ++stride)
      for (int pad = 0; pad < kernel; ++pad) {
        Graph graph{.name = "main"};
        output(max_pool(input(graph, "data", 1), kernel, stride, "pool", pad), "y");
        const Window ours = window_of(graph.nodes[0]);
        const ReadModel read = exported(graph);
        const auto& attributes = read.node("MaxPool").attributes;
        const Integers& pads = attributes.at("pads").integers;
        for (std::int64_t size = 2 * kernel; size < 40; ++size) {
          const std::int64_t span = size + pads[0] + pads[2] - kernel;
          const std::int64_t rounding = attributes.at("ceil_mode").integer ? stride - 1 : 0;
          EXPECT_EQ((span + rounding) / stride + 1, window_output_size(ours, 0, size))
              << kernel << " " << stride << " " << pad << " " << size;
        }
      }
}

// ONNX counts maxima through the whole batch; the remainder by H W is the position in the plane.
TEST(PoolingInOnnx, PositionsBeginAnewInEachPlane) {
  Graph graph{.name = "main"};
  output(max_pool_with_positions(input(graph, "data", 3), 2, 2, "pool").positions, "positions");
  const ReadModel read = exported(graph);
  const ReadNode& mod = read.producer_of("positions");
  EXPECT_EQ(mod.op, "Mod");
  EXPECT_EQ(mod.inputs[0], read.node("MaxPool").outputs.at(1));
  const ReadNode& plane = read.producer_of(mod.inputs[1]);
  EXPECT_EQ(plane.op, "Shape");
  EXPECT_EQ(plane.attributes.at("start").integer, 2);
  EXPECT_EQ(read.producer_of(plane.inputs[0]).op, "Reshape");
  EXPECT_EQ(read.tensor(read.producer_of(plane.inputs[0]).inputs[1]).integers(), (Integers{0, 0, -1}));
}

TEST(PoolingInOnnx, PositionsOfOverlappingWindowsAreRefused) {
  Graph graph{.name = "main"};
  output(max_pool_with_positions(input(graph, "data", 3), 3, 2, "pool").positions, "positions");
  try {
    exported(graph);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_TRUE(std::string(error.what()).starts_with("node \"pool\" (MaxPool): positions of overlapping"));
  }
}

TEST(PoolingInOnnx, AverageCountsItsPaddingOrNot) {
  for (const bool count : {false, true}) {
    const ReadModel read =
        exported_layer([&](Value x) { return average_pool(x, 3, 1, "pool", 1, false, count); });
    EXPECT_EQ(read.node("AveragePool").attributes.at("count_include_pad").integer, count);
    EXPECT_FALSE(read.node("AveragePool").attributes.contains("dilations"));
  }
  EXPECT_THROW(exported_layer([](Value x) { return average_pool(x, 1, 4, "pool", 0, true); }), Error);
}

}  // namespace
}  // namespace perpixel
