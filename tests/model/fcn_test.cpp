#include "model/fcn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "error/error.h"
#include "graph/op/window.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

ModelOptions pad100(ModelOptions options) {
  options.padding = "pad100";
  return options;
}

// Long et al. 2015, table 1 (404, stride 32); 100 at stride 16 and 44 at stride 8 follow from the
// recurrences.
TEST(Fcn, ReceptiveFields) {
  const Model model = fcn8s(pad100(tiny()));
  for (const auto& [name, size, stride] :
       {std::tuple{"fc6", 404., 32.}, {"score_fr", 404., 32.}, {"pool4", 100., 16.}, {"pool3", 44., 8.}}) {
    EXPECT_EQ(field_of(model, name, 500).size(), size) << name;
    EXPECT_EQ(field_of(model, name, 500).stride, stride) << name;
  }
}

// The published definitions at 500 px, layer by layer.
TEST(Fcn, Pad100SizesAt500) {
  const ModelOptions options = pad100(tiny());
  const Model coarse = fcn32s(options), middle = fcn16s(options), fine = fcn8s(options);
  for (const auto& [name, side] : {std::pair{"conv1_1", 698},
                                   {"pool1", 349},
                                   {"pool2", 175},
                                   {"pool3", 88},
                                   {"pool4", 44},
                                   {"pool5", 22},
                                   {"fc6", 16},
                                   {"score_fr", 16},
                                   {"upscore", 544}})
    EXPECT_EQ(shape_of(coarse, name, 500, 500)[2], side) << name;
  EXPECT_EQ(shape_of(middle, "upscore2", 500, 500)[2], 34);
  EXPECT_EQ(shape_of(middle, "upscore16", 500, 500)[2], 560);
  EXPECT_EQ(shape_of(fine, "upscore_pool4", 500, 500)[2], 70);
  EXPECT_EQ(shape_of(fine, "upscore8", 500, 500)[2], 568);
}

std::vector<std::int64_t> crop_offsets(const Model& model) {
  std::vector<std::int64_t> offsets;
  for (const Node& node : model.graph(kMainGraph).nodes)
    if (node.op == "CropLike") offsets.push_back(int_attribute(node, "offset", -1));
  return offsets;
}

// The released definitions: 19; 5, 27; 5, 9, 31.
TEST(Fcn, Pad100Crops) {
  const ModelOptions options = pad100(tiny());
  EXPECT_EQ(crop_offsets(fcn32s(options)), (std::vector<std::int64_t>{19}));
  EXPECT_EQ(crop_offsets(fcn16s(options)), (std::vector<std::int64_t>{5, 27}));
  EXPECT_EQ(crop_offsets(fcn8s(options)), (std::vector<std::int64_t>{5, 9, 31}));
}

// Shape inference refuses a crop that does not fit, so a score of the picture's size proves all crops of the
// form.
TEST(Fcn, CropsFitEverySize) {
  for (const bool published : {true, false})
    for (auto* build : {fcn32s, fcn16s, fcn8s}) {
      const Model model = build(published ? pad100(tiny(1)) : tiny(1));
      for (int side = 1; side <= 1200; ++side)
        ASSERT_EQ(shape_of(model, "score", side, side)[2], side) << model.name;
    }
}

// The crops also align: every path from the picture to score pixel 0 is centred on pixel 0. The field of the
// union is widest along fc6, whose centre must be the pixel; pool fields have even sides, hence the half
// pixel of slack.
TEST(Fcn, Pad100CropsCentreTheField) {
  const ModelOptions options = pad100(tiny(1));
  EXPECT_NEAR(field_of(fcn32s(options), "score", 500).centre(), 0, 0.5);
  EXPECT_NEAR(field_of(fcn16s(options), "score", 500).centre(), 0, 0.5);
  EXPECT_NEAR(field_of(fcn8s(options), "score", 500).centre(), 0, 0.5);
}

// The section's table for 21 classes, without transposed convolutions.
TEST(Fcn, ParameterCounts) {
  const ModelOptions options = pad100(options_for(21));
  EXPECT_EQ(parameters_without(fcn32s(options), "up"), 134'346'581);
  EXPECT_EQ(parameters_without(fcn16s(options), "up"), 134'357'354);
  EXPECT_EQ(parameters_without(fcn8s(options), "up"), 134'362'751);
  EXPECT_EQ(parameters_without(fcn8s_atonce(options), "up"), 134'362'751);
}

// Grouped kernels hold 1/C of the published dense ones: 1,806,336 / 21, 458,640 / 21, 127,008 / 21.
TEST(Fcn, UpsamplingIsOneKernelPerClass) {
  const ModelOptions options = pad100(options_for(21));
  const auto upsampling = [](const Model& model) {
    return parameter_count(model.graph(kMainGraph)) - parameters_without(model, "up");
  };
  EXPECT_EQ(upsampling(fcn32s(options)) * 21, 1'806'336);
  EXPECT_EQ(upsampling(fcn16s(options)) * 21, 458'640);
  EXPECT_EQ(upsampling(fcn8s(options)) * 21, 127'008);
}

TEST(Fcn, FrozenUpsamplingIsFrozenAndLearnedLearnsAllButTheLast) {
  ModelOptions options = tiny();
  const Model frozen = fcn8s(options);
  options.upsampling = "learned";
  const Model learned = fcn8s(options);
  const auto is_frozen = [](const Model& model, const std::string& name) {
    return model.graph(kMainGraph).find_parameter(name + ".weight")->frozen;
  };
  for (const char* name : {"upscore2", "upscore_pool4", "upscore8"})
    EXPECT_TRUE(is_frozen(frozen, name)) << name;
  EXPECT_FALSE(is_frozen(learned, "upscore2"));
  EXPECT_FALSE(is_frozen(learned, "upscore_pool4"));
  EXPECT_TRUE(is_frozen(learned, "upscore8"));
}

TEST(Fcn, FixedLearnsOnlyItsScores) {
  const Model model = fcn32s_fixed(tiny());
  std::vector<std::string> learning;
  for (const Parameter& parameter : model.graph(kMainGraph).parameters)
    if (!parameter.frozen) learning.push_back(parameter.name);
  EXPECT_EQ(learning, (std::vector<std::string>{"score_fr.weight", "score_fr.bias"}));
}

TEST(Fcn, StagedNetsShareTheirNames) {
  const Graph coarse = fcn32s(tiny()).graphs[0], middle = fcn16s(tiny()).graphs[0],
              fine = fcn8s(tiny()).graphs[0];
  for (const Parameter& parameter : coarse.parameters)
    if (!parameter.name.starts_with("up")) {
      ASSERT_NE(middle.find_parameter(parameter.name), nullptr) << parameter.name;
      EXPECT_EQ(middle.find_parameter(parameter.name)->shape, parameter.shape);
    }
  for (const Parameter& parameter : middle.parameters)
    if (!parameter.name.starts_with("upscore16.")) {
      EXPECT_NE(fine.find_parameter(parameter.name), nullptr) << parameter.name;
    }
}

TEST(Fcn, RecipeFollowsTheForm) {
  const InputRecipe published = fcn8s(pad100(tiny())).recipe.input, same = fcn8s(tiny()).recipe.input;
  EXPECT_TRUE(published.bgr);
  EXPECT_EQ(published.mean, (std::vector<float>{104.00699f, 116.66877f, 122.67892f}));
  EXPECT_EQ(published.scale, 1);
  EXPECT_EQ(same, InputRecipe{});
}

// From here on with numbers: tiny widths through the CPU engine.

// Score layers start at zero, so the softmax is uniform and the loss of any truth is ln C (ln 21 = 3.0445).
TEST(Fcn, StartsUniform) {
  for (auto* build : {fcn32s, fcn16s, fcn8s}) {
    const Graph graph = build(tiny(21)).graphs[0];
    const Tensor score = run_score(graph, initial_weights(graph, 1), noise({1, 3, 40, 33}));
    double sum = 0;
    for (int c = 0; c < 21; ++c)
      sum += std::exp(static_cast<double>(score.floats()[static_cast<std::size_t>(c) * 1320]));
    EXPECT_NEAR(std::log(sum) - static_cast<double>(score.floats()[0]), std::log(21.), 1e-12);
    for (const float value : score.floats()) ASSERT_EQ(value, 0);
  }
}

// 1-D sums of the kernels are the strides: a k x k kernel sums to stride^2.
TEST(Fcn, BilinearKernelsSumToTheStride) {
  for (auto* build : {fcn32s, fcn16s, fcn8s}) {
    const Graph graph = build(tiny(2)).graphs[0];
    for (const Node& node : graph.nodes) {
      if (node.op != "ConvTranspose") continue;
      const Tensor weight = initial_value(*graph.find_parameter(node.name + ".weight"), 1);
      const double stride = static_cast<double>(window_of(node, &weight.shape()).stride[0]);
      double sum = 0;
      for (const float tap : weight.floats()) sum += static_cast<double>(tap);
      EXPECT_NEAR(sum, 2 * stride * stride, 1e-3) << node.name;  // two classes
      EXPECT_EQ(weight.size(2), 2 * static_cast<std::int64_t>(stride));
    }
  }
}

/// The share of a bilinear kernel of stride 32 that reaches picture pixel i when nothing lies before position
/// 0: the crop moves pixel i to i + 19, full coverage begins at 32.
float coverage(int i) { return std::min(1.f, (static_cast<float>(i) + 19.5f) / 32); }

// A constant score stays that constant wherever four kernels overlap; nearer the border, as published, fewer
// reach.
TEST(Fcn, ConstantScoresStayConstantInside) {
  const Graph graph = fcn32s(pad100(tiny(2))).graphs[0];
  NamedTensors weights = initial_weights(graph, 1);
  weights.at("score_fr.bias") = Tensor::from({2}, {3.5f, -2});
  const Tensor score = run_score(graph, weights, noise({1, 3, 70, 60}));
  for (int y = 0; y < 70; ++y)
    for (int x = 0; x < 60; ++x) {
      const auto at = static_cast<std::size_t>(y * 60 + x);
      ASSERT_NEAR(score.floats()[at], 3.5f * coverage(y) * coverage(x), 1e-5f) << y << ", " << x;
      ASSERT_NEAR(score.floats()[70 * 60 + at], -2 * coverage(y) * coverage(x), 1e-5f);
    }
  EXPECT_EQ(coverage(13), 1);
}

TEST(Fcn, EverySizeFromOnePixelRuns) {
  for (const bool published : {true, false})
    for (auto* build : {fcn32s, fcn16s, fcn8s}) {
      const Graph graph = build(published ? pad100(tiny(2)) : tiny(2)).graphs[0];
      const Tensor score = run_score(graph, initial_weights(graph, 1), noise({1, 3, 1, 1}));
      EXPECT_EQ(score.shape(), (Shape{1, 2, 1, 1}));
    }
}

// Staged training: with score_pool4 still zero, 16s equals 32s but for the path of interpolation, x2 then x16
// instead of x32. By hand: at a coarse position the two steps give 3/4 of it and 1/8 of each neighbour per
// axis, nowhere less, so inside they differ by at most 1 - 9/16 of the coarse range. Close, not identical.
TEST(Fcn, SixteenFromThirtyTwoStartsClose) {
  const Graph coarse = fcn32s(pad100(tiny(1))).graphs[0], middle = fcn16s(pad100(tiny(1))).graphs[0];
  NamedTensors weights = initial_weights(coarse, 5);
  weights.at("score_fr.weight") = noise(weights.at("score_fr.weight").shape(), 7);
  NamedTensors staged = initial_weights(middle, 6);
  for (const auto& [name, tensor] : weights)
    if (staged.contains(name)) staged.at(name) = tensor;
  const Tensor data = noise({1, 3, 128, 128});
  const NamedTensors values = run_all(coarse, weights, data);
  const auto [low, high] = std::ranges::minmax(values.at("score_fr").floats());
  const Tensor &before = values.at("score"), after = run_score(middle, staged, data);
  float apart = 0;
  for (std::size_t y = 40; y < 88; ++y)  // where all kernels overlap
    for (std::size_t x = 40; x < 88; ++x)
      apart = std::max(apart, std::abs(before.floats()[y * 128 + x] - after.floats()[y * 128 + x]));
  EXPECT_GT(high, low);
  EXPECT_GT(apart, 0);
  EXPECT_LE(apart, 7.f / 16 * (high - low));
}

TEST(Fcn, AFormThatItDoesNotHaveIsRefused) {
  ModelOptions options = tiny();
  options.padding = "valid";
  for (const auto& build : {fcn32s, fcn16s, fcn8s, fcn8s_atonce}) EXPECT_THROW(build(options), Error);
}

// At once = the same network whose skip scores see pool4 / 100 and pool3 / 10000.
TEST(Fcn, AtOnceScalesTheSkips) {
  const Graph plain = fcn8s(tiny(2)).graphs[0], at_once = fcn8s_atonce(tiny(2)).graphs[0];
  NamedTensors weights = initial_weights(plain, 3);
  for (const char* name : {"score_fr.weight", "score_pool4.weight", "score_pool3.weight"})
    weights.at(name) = noise(weights.at(name).shape(), 11);
  NamedTensors enlarged = weights;
  for (const auto& [name, factor] :
       {std::pair{"score_pool4.weight", 100.f}, {"score_pool3.weight", 10000.f}}) {
    enlarged.at(name) = weights.at(name).clone();
    for (float& value : enlarged.at(name).floats()) value *= factor;
  }
  const Tensor data = noise({1, 3, 50, 41});
  const Tensor a = run_score(plain, weights, data), b = run_score(at_once, enlarged, data);
  for (std::size_t i = 0; i < a.floats().size(); ++i) ASSERT_NEAR(a.floats()[i], b.floats()[i], 1e-4f);
}

}  // namespace
}  // namespace perpixel
