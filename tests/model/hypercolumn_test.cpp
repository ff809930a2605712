#include "model/hypercolumn.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "error/error.h"
#include "image/resize.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

ModelOptions tapping(ModelOptions options, std::vector<std::string> taps) {
  options.taps = std::move(taps);
  return options;
}

std::int64_t parameters_of(const Model& model, const std::string& name) {
  std::int64_t count = 0;
  for (const Parameter& parameter : model.graph(kMainGraph).parameters)
    if (parameter.name.starts_with(name + ".")) count += element_count(parameter.shape);
  return count;
}

// Semantic spec, section 2.2: 500 outputs cost 1,152,500 on pool3 (3x3), 256,500 on pool4 (1x1), 2,048,500 on
// fc7.
TEST(Hypercolumn, ScoringLayersCostWhatTheReleaseSays) {
  const Model model = hypercolumn(options_for(500));
  EXPECT_EQ(parameters_of(model, "score_pool3"), 1'152'500);
  EXPECT_EQ(parameters_of(model, "score_pool4"), 256'500);
  EXPECT_EQ(parameters_of(model, "score_fc7"), 2'048'500);
}

// Classifying and upsampling are both linear: the sum of upsampled scores is the score of the upsampled,
// concatenated features. The second road is a plain loop over the column of each pixel.
TEST(Hypercolumn, SummedScoresAreTheScoreOfTheColumn) {
  const Graph graph = hypercolumn(tapping(tiny(3), {"conv4_2", "pool5", "fc7"})).graphs[0];
  const NamedTensors weights = initial_weights(graph, 4);
  const int height = 45, width = 38;
  const NamedTensors values = run_all(graph, weights, noise({1, 3, height, width}));
  const std::size_t pixels = static_cast<std::size_t>(height) * width;
  std::vector<double> expected(3 * pixels);
  for (const auto& [layer, map, factor] :
       {std::tuple{"conv4_2", "relu4_2", 0.063}, {"pool5", "pool5", 1.}, {"fc7", "relu7", 1.}}) {
    const Tensor column = interpolate(values.at(map), height, width);
    const auto weight = weights.at("score_" + std::string(layer) + ".weight").floats();
    const auto channels = static_cast<std::size_t>(column.size(1));
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t p = 0; p < pixels; ++p)
        for (std::size_t c = 0; c < channels; ++c)
          expected[k * pixels + p] += factor * static_cast<double>(weight[k * channels + c]) *
                                      static_cast<double>(column.floats()[c * pixels + p]);
  }
  const auto score = values.at("sum_fc7").floats();
  double largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(score[i]), expected[i], 1e-5);
    largest = std::max(largest, std::abs(expected[i]));
  }
  EXPECT_GT(largest, 1e-3);
}

TEST(Hypercolumn, EveryLayerAndEverySize) {
  for (const char* layer : {"conv1_1", "conv2_2", "conv5_3", "pool1", "pool2", "fc7"}) {
    const Model model = hypercolumn(tapping(tiny(2), {layer}));
    for (int side = 1; side <= 130; ++side)
      ASSERT_EQ(shape_of(model, kScoreOutput, side, 131 - side), (Shape{1, 2, side, 131 - side}));
  }
}

// fc6 and fc7 are not built when nobody looks at them.
TEST(Hypercolumn, WithoutFc7ThereIsNone) {
  EXPECT_EQ(hypercolumn(tapping(tiny(2), {"pool3"})).graphs[0].find_parameter("fc7.weight"), nullptr);
}

TEST(Hypercolumn, BatchNormNeedsNoFactors) {
  ModelOptions options = tiny(2);
  const auto scales = [](const Model& model) {
    return std::ranges::count_if(model.graphs[0].nodes,
                                 [](const Node& node) { return node.name.starts_with("scale_"); });
  };
  EXPECT_EQ(scales(hypercolumn(options)), 2);
  options.batch_norm = true;
  EXPECT_EQ(scales(hypercolumn(options)), 0);
}

// The same for 20 categories of 5 x 5 classifiers, all of it; and system 1's grid of 10.
TEST(HypercolumnBox, ScoringLayersCostWhatTheReleaseSays) {
  const Model model = hypercolumn_box(options_for(20));
  EXPECT_EQ(parameters_of(model, "score_pool3"), 1'152'500);
  EXPECT_EQ(parameters_of(model, "score_pool4"), 256'500);
  EXPECT_EQ(parameters_of(model, "score_fc7"), 2'048'500);
  EXPECT_EQ(shape_of(model, output_value(model, kScoreOutput), 224, 224), (Shape{1, 500, 50, 50}));
  ModelOptions ten = tiny(3);
  ten.grid = 10;
  EXPECT_EQ(shape_of(hypercolumn_box(ten), "sum_fc7", 224, 224), (Shape{1, 300, 50, 50}));
}

// lr_mult .1 and .2 of the release's fcfc7.
TEST(HypercolumnBox, Fc7LearnsAtATenthOfTheRate) {
  const Graph graph = hypercolumn_box(tiny(2)).graphs[0];
  EXPECT_FLOAT_EQ(graph.find_parameter("score_fc7.weight")->lr_mult, 0.1f);
  EXPECT_FLOAT_EQ(graph.find_parameter("score_fc7.bias")->lr_mult, 0.2f);
  EXPECT_EQ(graph.find_parameter("score_pool3.weight")->lr_mult, 1);
}

// Every map, of whatever side, is brought to 50 x 50 exactly; fc7 is a constant over the box.
TEST(HypercolumnBox, EveryLayerAndEverySize) {
  for (int side = 32; side <= 320; side += 32)
    for (const char* layer : {"conv1_2", "pool1", "pool3", "pool4", "conv5_3", "pool5", "fc7"}) {
      ModelOptions options = tapping(tiny(2), {layer});
      options.image_size = side;
      options.fc6_kernel = side / 32;
      ASSERT_EQ(shape_of(hypercolumn_box(options), std::string("upscore_") + layer, side, side),
                (Shape{1, 50, 50, 50}))
          << side << " " << layer;
    }
  ModelOptions options = tapping(tiny(2), {"fc7"});
  options.image_size = 64;
  options.fc6_kernel = 2;
  const Graph graph = hypercolumn_box(options).graphs[0];
  const NamedTensors values = run_all(graph, initial_weights(graph, 4), noise({1, 3, 64, 64}));
  const auto scores = values.at("upscore_fc7").floats();
  EXPECT_NE(scores[0], 0);
  for (std::size_t i = 0; i < 2500; ++i) ASSERT_FLOAT_EQ(scores[i], scores[0]);
}

std::string refusal(const ModelOptions& options) {
  try {
    hypercolumn(options);
  } catch (const Error& error) {
    return std::string(error.what()) + " | " + error.hint();
  }
  return "accepted";
}

TEST(Hypercolumn, BadLayersAreRefused) {
  EXPECT_EQ(refusal(tapping(tiny(2), {"pool3", "conv4_4"})),
            "model.taps: \"conv4_4\" is not a layer of VGG-16 | did you mean `conv4_1`?");
  EXPECT_EQ(refusal(tapping(tiny(2), {"pool3", "pool3"})),
            "model.taps names \"pool3\" twice | name each layer once");
}

TEST(HypercolumnBox, AnotherWindowOfFc6IsRefused) {
  ModelOptions options = tiny(2);
  options.image_size = 96;
  try {
    hypercolumn_box(options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "model.fc6_kernel = 7: a box of 96 px leaves pool5 a map of 3");
    EXPECT_EQ(error.hint(), "use model.fc6_kernel=3");
  }
  options.taps = {"pool3"};
  EXPECT_NO_THROW(hypercolumn_box(options));
}

}  // namespace
}  // namespace perpixel
