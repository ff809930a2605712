#include "model/zoomout.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/net_facts.h"
#include "model/vgg.h"

namespace perpixel {
namespace {

ModelOptions tapping(ModelOptions options, std::vector<std::string> taps) {
  options.taps = std::move(taps);
  return options;
}

std::int64_t dimensions_of(const Model& model) {
  return model.graph(kMainGraph).find_parameter("hidden1.weight")->shape[1];
}

// Semantic spec, section 3.2: the column "cumulative".
TEST(Zoomout, DimensionsOfTheLevels) {
  std::vector<std::string> taps;
  for (const std::int64_t dimensions :
       {64, 128, 256, 384, 640, 896, 1152, 1664, 2176, 2688, 3200, 3712, 4224, 8320, 12416}) {
    taps.push_back(taps.size() < 13    ? vgg16_convolutions()[taps.size()]
                   : taps.size() == 13 ? "subscene"
                                       : "scene");
    EXPECT_EQ(dimensions_of(zoomout(tapping(options_for(21), taps))), dimensions) << taps.back();
  }
}

// Section 3.2: 12416-1024-1024-21 = 13,786,133 parameters. VGG-16 up to fc7: 14,714,688 in 13 convolutions,
// 102,764,544 in fc6, 16,781,312 in fc7 (Simonyan & Zisserman 2015).
TEST(Zoomout, PublishedCounts) {
  const Model model = zoomout(options_for(21));
  EXPECT_EQ(parameters_without(model, "norm."), 13'786'133);
  EXPECT_EQ(parameter_count(model.graph(kMainGraph)), 13'786'133 + 2 * 12416);
  EXPECT_EQ(parameter_count(model.graph(kTrunkGraph)), 14'714'688);
  EXPECT_EQ(parameter_count(model.graph(kSceneGraph)), 14'714'688 + 102'764'544 + 16'781'312);
  EXPECT_TRUE(model.graph(kMainGraph).find_parameter("norm.weight")->frozen);
  EXPECT_TRUE(model.graph(kMainGraph).find_parameter("norm.bias")->frozen);
}

// A classifier's file gives every parameter of the frozen graphs.
TEST(Zoomout, NamesAndShapesAreThoseOfTheClassifier) {
  const Graph classifier = vgg16(options_for(1000)).graphs[0];
  const Model model = zoomout(options_for(21));
  for (const char* name : {kTrunkGraph, kSceneGraph})
    for (const Parameter& parameter : model.graph(name).parameters) {
      ASSERT_NE(classifier.find_parameter(parameter.name), nullptr) << parameter.name;
      EXPECT_EQ(classifier.find_parameter(parameter.name)->shape, parameter.shape) << parameter.name;
    }
}

TEST(Zoomout, RecipeAsPublishedAndInProportion) {
  const Recipe published = zoomout(options_for(21)).recipe;
  EXPECT_EQ(published.procedure, "superpixels");
  EXPECT_EQ(published.input.size, 256);
  EXPECT_EQ(published.input.max_size, 336);
  EXPECT_EQ(published.superpixels.count, 500);
  EXPECT_EQ(published.superpixels.compactness, 15);
  EXPECT_EQ(published.superpixels.radius, 3);
  EXPECT_EQ(published.superpixels.scene_size, 224);
  EXPECT_EQ(published.superpixels.levels.size(), 15u);
  ModelOptions half = tiny(2);
  half.image_size = 112;
  const Recipe halved = zoomout(half).recipe;
  EXPECT_EQ(halved.input.size, 128);
  EXPECT_EQ(halved.input.max_size, 168);
  EXPECT_EQ(halved.superpixels.count, 125);
  half.image_size = 1;
  EXPECT_NO_THROW(check_recipe(zoomout(half).recipe, "test"));
}

TEST(Zoomout, OnlyTheGraphsThatItsLevelsNeed) {
  EXPECT_EQ(zoomout(tapping(tiny(), {"conv2_2"})).graphs.size(), 2u);
  EXPECT_EQ(zoomout(tapping(tiny(), {"scene"})).graphs.front().name, kSceneGraph);
  EXPECT_THROW(zoomout(tapping(tiny(), {"pool3"})), Error);
}

// The two shapes of the features are the same numbers.
TEST(Zoomout, SuperpixelsAlongAnyAxis) {
  const Model model = zoomout(tapping(tiny(4), {"conv1_1", "conv1_2"}));
  const Graph& graph = model.graph(kMainGraph);
  const NamedTensors weights = initial_weights(graph, 5);
  const std::int64_t dimensions = dimensions_of(model), count = 3;
  const Tensor rows = noise({count, dimensions, 1, 1});
  Tensor columns({1, dimensions, count, 1});
  for (std::int64_t s = 0; s < count; ++s)
    for (std::int64_t d = 0; d < dimensions; ++d)
      columns.floats()[static_cast<std::size_t>(d * count + s)] =
          rows.floats()[static_cast<std::size_t>(s * dimensions + d)];
  const Tensor by_row = run_score(graph, weights, rows), by_column = run_score(graph, weights, columns);
  ASSERT_EQ(by_row.shape(), (Shape{count, 4, 1, 1}));
  ASSERT_EQ(by_column.shape(), (Shape{1, 4, count, 1}));
  for (std::int64_t s = 0; s < count; ++s)
    for (std::int64_t k = 0; k < 4; ++k)
      EXPECT_NEAR(by_row.floats()[static_cast<std::size_t>(s * 4 + k)],
                  by_column.floats()[static_cast<std::size_t>(k * count + s)], 1e-5);
}

// The outputs of the trunk are what the classifier's layers give, the scene's is its fc7.
TEST(Zoomout, TrunkAndSceneSeeWhatTheClassifierSees) {
  ModelOptions options = tiny(3);
  options.image_size = 64;
  const Graph classifier = vgg16(options).graphs[0];
  const NamedTensors weights = initial_weights(classifier, 2);
  const Tensor data = noise({1, 3, 64, 64});
  const NamedTensors values = run_all(classifier, weights, data);
  const Model model = zoomout(options);
  const auto same = [](const Tensor& a, const Tensor& b) {
    ASSERT_EQ(a.shape(), b.shape());
    for (std::size_t i = 0; i < a.floats().size(); ++i) ASSERT_NEAR(a.floats()[i], b.floats()[i], 1e-4);
  };
  const NamedTensors maps =
      Session(model.graph(kTrunkGraph), weights, {.threads = 1}).run({{kDataInput, data}});
  ASSERT_EQ(maps.size(), 13u);
  for (const auto& [level, map] : maps) same(map, values.at("relu" + level.substr(4)));
  const NamedTensors scene =
      Session(model.graph(kSceneGraph), weights, {.threads = 1}).run({{kDataInput, data}});
  same(scene.at(kSceneOutput), values.at("relu7"));
}

}  // namespace
}  // namespace perpixel
