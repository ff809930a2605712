#include "train/channel_moments.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"
#include "model/zoomout_dense.h"

namespace perpixel {
namespace {

// By hand: channel 0 holds 1 2 3 | 6, mean 3, squares 4 + 1 + 0 + 9 = 14; channel 1 is 5 everywhere.
TEST(ChannelMoments, OverMapsOfSeveralSizes) {
  ChannelMoments moments;
  moments.add(Tensor::from({1, 2, 1, 3}, {1, 2, 3, 5, 5, 5}));
  moments.add(Tensor::from({1, 2, 1, 1}, {6, 5}));
  EXPECT_EQ(moments.count(), 4);
  EXPECT_DOUBLE_EQ(moments.mean()[0], 3);
  EXPECT_DOUBLE_EQ(moments.deviation()[0], std::sqrt(3.5));
  EXPECT_DOUBLE_EQ(moments.mean()[1], 5);
  EXPECT_DOUBLE_EQ(moments.deviation()[1], 1);  // a constant channel is only centred
  const NamedTensors norm = standardisation(moments.mean(), moments.deviation());
  EXPECT_FLOAT_EQ(norm.at("norm.weight").floats()[0], static_cast<float>(1 / std::sqrt(3.5)));
  EXPECT_FLOAT_EQ(norm.at("norm.bias").floats()[1], -5);
}

TEST(ChannelMoments, MapsThatDoNotFitAreRefused) {
  ChannelMoments moments;
  moments.add(Tensor::zeros({1, 2, 1, 1}));
  EXPECT_THROW(moments.add(Tensor::zeros({1, 3, 1, 1})), Error);
  EXPECT_THROW(moments.add(Tensor::zeros({2, 2, 1, 1})), Error);
  EXPECT_THROW(moments.add(Tensor::zeros({1, 2, 0, 1})), Error);
}

TEST(ChannelMoments, OnlyAFrozenNormAsksForThem) {
  ModelOptions options;
  for (const char* name : {"ground", "tree"}) options.classes.classes.push_back({.name = name});
  options.width = 0.05f;
  const std::optional<Graph> to_map = graph_to_standardised_map(zoomout_dense(options).graphs[0]);
  ASSERT_TRUE(to_map);
  ASSERT_EQ(to_map->outputs.size(), 1u);
  EXPECT_EQ(to_map->values[static_cast<std::size_t>(to_map->outputs[0].value)].name, "columns");
  options.batch_norm = true;
  EXPECT_FALSE(graph_to_standardised_map(zoomout_dense(options).graphs[0]));
}

}  // namespace
}  // namespace perpixel
