#include "model/zoomout_dense.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "error/error.h"
#include "model/net_facts.h"
#include "model/zoomout_levels.h"

namespace perpixel {
namespace {

ModelOptions tapping(ModelOptions options, std::vector<std::string> taps) {
  options.taps = std::move(taps);
  return options;
}

// Semantic spec, section 3.3: 4224 + 4096 = 8320 channels, 1000, 1000, 21.
TEST(ZoomoutDense, LayersOfTheRelease) {
  const Graph graph = zoomout_dense(options_for(21)).graphs[0];
  EXPECT_EQ(graph.find_parameter("norm.weight")->shape, (Shape{8320, 1, 1, 1}));
  EXPECT_EQ(graph.find_parameter("hidden1.weight")->shape, (Shape{1000, 8320, 1, 1}));
  EXPECT_EQ(graph.find_parameter("hidden2.weight")->shape, (Shape{1000, 1000, 1, 1}));
  EXPECT_EQ(graph.find_parameter("score_columns.weight")->shape, (Shape{21, 1000, 1, 1}));
  EXPECT_EQ(graph.find_parameter("upscore4.weight")->shape, (Shape{21, 1, 8, 8}));
  EXPECT_TRUE(graph.find_parameter("norm.weight")->frozen);
  EXPECT_FALSE(graph.find_parameter("upscore4.weight")->frozen);
}

// Section 3.2's column "cumulative".
TEST(ZoomoutDense, DimensionsOfTheLevels) {
  std::vector<std::string> taps;
  for (const std::int64_t channels :
       {64, 128, 256, 384, 640, 896, 1152, 1664, 2176, 2688, 3200, 3712, 4224}) {
    taps.push_back(vgg16_convolutions()[taps.size()]);
    const Model model = zoomout_dense(tapping(options_for(21), taps));
    EXPECT_EQ(model.graphs[0].find_parameter("hidden1.weight")->shape[1], channels) << taps.back();
  }
}

// By hand: position (i, j) of the columns holds pixel (4 i, 4 j) of stage 1, (2 i, 2 j) of stage 2, and cell
// (i / 2, j / 2), (i / 4, j / 4) of stages 4 and 5 where sizes divide; the scene is the largest of fc7.
TEST(ZoomoutDense, ColumnsHoldWhatEveryStageSeesThere) {
  const Graph graph = zoomout_dense(tiny(2)).graphs[0];
  const NamedTensors values = run_all(graph, initial_weights(graph, 3), noise({1, 3, 64, 48}));
  const Tensor& columns = values.at("columns");
  ASSERT_EQ(columns.size(2), 16);
  ASSERT_EQ(columns.size(3), 12);
  std::int64_t channel = 0;
  const auto at = [](const Tensor& map, std::int64_t c, std::int64_t y, std::int64_t x) {
    return map.floats()[static_cast<std::size_t>((c * map.size(2) + y) * map.size(3) + x)];
  };
  for (const std::string& level : vgg16_convolutions()) {
    const Tensor& map = values.at("relu" + level.substr(4));
    for (std::int64_t c = 0; c < map.size(1); ++c, ++channel)
      for (const auto& [i, j] : {std::pair{0, 0}, {5, 11}, {15, 7}})
        ASSERT_EQ(at(columns, channel, i, j), at(map, c, i * map.size(2) / 16, j * map.size(3) / 12))
            << level;
  }
  const Tensor& fc7 = values.at("relu7");
  const std::int64_t cells = fc7.size(2) * fc7.size(3);
  for (std::int64_t c = 0; c < fc7.size(1); ++c, ++channel) {
    const auto map =
        fc7.floats().subspan(static_cast<std::size_t>(c * cells), static_cast<std::size_t>(cells));
    ASSERT_EQ(at(columns, channel, 9, 4), std::ranges::max(map));
  }
  EXPECT_EQ(channel, columns.size(1));
}

TEST(ZoomoutDense, EverySizeKeepsItsSize) {
  const Model model = zoomout_dense(tiny(2));
  for (int side = 1; side <= 130; ++side)
    ASSERT_EQ(shape_of(model, kScoreOutput, side, 131 - side), (Shape{1, 2, side, 131 - side}));
}

TEST(ZoomoutLevels, KeepTheirOrderAndRefuseOthers) {
  EXPECT_EQ(zoomout_levels(tapping(tiny(), {"scene", "conv2_1", "conv1_1"}), {"subscene", "scene"}),
            (std::vector<std::string>{"conv1_1", "conv2_1", "scene"}));
  EXPECT_EQ(zoomout_levels(tiny(), {"subscene", "scene"}).size(), 15u);
  EXPECT_THROW(zoomout_levels(tapping(tiny(), {"pool3"}), {"scene"}), Error);
}

}  // namespace
}  // namespace perpixel
