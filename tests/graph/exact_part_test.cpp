#include "graph/exact_part.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "graph/shape_inference.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

ExactPart part_of(const Graph& graph, std::int64_t whole, std::int64_t tile, std::int64_t origin) {
  const auto facts = [&](std::int64_t side) { return infer_values(graph, {{"x", {1, 1, side, side}}}); };
  return exact_parts(graph, facts(whole), facts(tile), 3,
                     origin)[static_cast<std::size_t>(graph.outputs[0].value)];
}

void expect_part(const ExactPart& part, std::int64_t shift, std::int64_t first, std::int64_t last) {
  EXPECT_TRUE(part.connected);
  EXPECT_EQ(part.shift, shift);
  EXPECT_EQ(part.first, first);
  EXPECT_EQ(part.last, last);
}

template <class Build>
Graph one_channel(const Build& build) {
  return graph_of(1, build);
}

// By hand: a 3-tap filter with one position of padding is wrong at cut ends only.
TEST(ExactPart, ConvolutionLosesAPositionAtEachCut) {
  const Graph graph = one_channel([](Value x) { return conv(x, 1, 3, "conv"); });
  expect_part(part_of(graph, 30, 10, 10), 10, 1, 9);
  expect_part(part_of(graph, 30, 10, 0), 0, 0, 9);
  expect_part(part_of(graph, 30, 10, 20), 20, 1, 10);
  expect_part(part_of(graph, 30, 30, 0), 0, 0, 30);
}

// By hand: after a pool of 2 the tile at 8 begins at position 4; the filter behind it loses one position of 2
// px.
TEST(ExactPart, StridesDivideTheShift) {
  const Graph graph = one_channel([](Value x) { return conv(max_pool(x, 2, 2, "pool"), 1, 3, "conv"); });
  expect_part(part_of(graph, 40, 16, 8), 4, 1, 7);
  try {
    part_of(graph, 40, 16, 9);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
  }
}

// By hand: transposed 4 taps, stride 2, pad 1: outputs 2 j - 1 .. 2 j + 2 read input j, so that outputs 0 and
// 1 of a tile of 8 read inputs -1 and 0 / 0 and 1; the last one reads 7 and 8.
TEST(ExactPart, TransposedConvolution) {
  const Graph graph =
      one_channel([](Value x) { return conv_transpose(x, 1, 4, "up", {.stride = 2, .pad = 1}); });
  expect_part(part_of(graph, 40, 8, 4), 8, 1, 15);
}

// Branches with different losses: the narrower one counts.
TEST(ExactPart, SumsAreRightWhereBothSidesAre) {
  const Graph graph =
      one_channel([](Value x) { return add(conv(x, 1, 3, "small"), conv(x, 1, 7, "large"), "sum"); });
  expect_part(part_of(graph, 30, 10, 10), 10, 3, 7);
}

TEST(ExactPart, RefusesWhatReadsEverything) {
  const Graph pooled =
      one_channel([](Value x) { return resize_like(global_average_pool(x, "mean"), x, "spread"); });
  try {
    part_of(pooled, 30, 10, 10);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("\"mean\""), std::string::npos) << error.what();
  }
}

// 15 / 30 of the whole is 5 / 10 of the tile; 16 / 31 is not.
TEST(ExactPart, ResizingInAnotherRatioIsRefused) {
  const Graph graph = one_channel([](Value x) { return resize_like(max_pool(x, 2, 2, "pool"), x, "up"); });
  EXPECT_NO_THROW(part_of(graph, 30, 10, 10));
  EXPECT_THROW(part_of(graph, 31, 10, 10), Error);
}

TEST(TileStep, IsTheLargestStride) {
  const Graph graph = one_channel([](Value x) {
    Value y = max_pool(max_pool(x, 2, 2, "a"), 2, 2, "b");
    return conv_transpose(y, 1, 4, "up", {.stride = 2, .pad = 1});
  });
  EXPECT_EQ(tile_step(graph, {{"x", {1, 1, 64, 64}}}), 4);
}

}  // namespace
}  // namespace perpixel
