#include "model/unet.h"

#include <gtest/gtest.h>

#include <set>

#include "error/error.h"
#include "model/net_facts.h"
#include "transform/surroundings.h"

namespace perpixel {
namespace {

ModelOptions with_channels(ModelOptions options, int channels) {
  options.channels = channels;
  return options;
}

ModelOptions learned(ModelOptions options) {
  options.upsampling = "learned";
  return options;
}

ModelOptions summed(ModelOptions options) {
  options.fusion = "sum";
  return options;
}

std::int64_t parameters_of(const Model& model) { return parameter_count(model.graph(kMainGraph)); }

// Semantic spec, section 6.1: with biases, for 1 and 3 channels, 2 and 21 classes.
TEST(UnetValid, ParameterCounts) {
  EXPECT_EQ(parameters_of(unet_valid(with_channels(options_for(2), 1))), 31'030'658);
  EXPECT_EQ(parameters_of(unet_valid(options_for(2))), 31'031'810);
  EXPECT_EQ(parameters_of(unet_valid(options_for(21))), 31'033'045);
}

// Section 6.2, measured on milesial's definition.
TEST(Unet, ParameterCounts) {
  EXPECT_EQ(parameters_of(unet(learned(options_for(2)))), 31'037'698);
  EXPECT_EQ(parameters_of(unet(options_for(2))), 17'263'042);
}

// By hand: each of the four joins halves the inputs of one 3x3 convolution without bias, from 2 c to c
// channels into c: 9 c^2 fewer for c = 64, 128, 256, 512.
TEST(Unet, SumsHaveHalfTheInputs) {
  const std::int64_t fewer = 9 * (64 * 64 + 128 * 128 + 256 * 256 + 512 * 512);
  for (const ModelOptions& options : {learned(options_for(2)), options_for(2)})
    EXPECT_EQ(parameters_of(unet(options)) - parameters_of(unet(summed(options))), fewer);
  EXPECT_EQ(parameters_of(unet_valid(options_for(2))) - parameters_of(unet_valid(summed(options_for(2)))),
            fewer);
}

// Section 6.1's table of sizes at 572, and its 23 convolutional layers (the transposed ones count as such).
TEST(UnetValid, SizesAt572) {
  const Model model = unet_valid(tiny(2));
  for (const auto& [name, side] :
       {std::pair{"conv_d0a-b", 570}, {"conv_d0b-c", 568},    {"pool_d0c-1a", 284},
        {"conv_d1b-c", 280},          {"pool_d1c-2a", 140},   {"conv_d2b-c", 136},
        {"pool_d2c-3a", 68},          {"conv_d3b-c", 64},     {"pool_d3c-4a", 32},
        {"conv_d4a-b", 30},           {"conv_d4b-c", 28},     {"upconv_d4c_u3a", 56},
        {"conv_u3b-c", 54},           {"conv_u3c-d", 52},     {"upconv_u3d_u2a", 104},
        {"conv_u2c-d", 100},          {"conv_u1c-d", 196},    {"upconv_u1d_u0a", 392},
        {"conv_u0b-c", 390},          {"conv_u0d-score", 388}})
    EXPECT_EQ(shape_of(model, name, 572, 572)[2], side) << name;
  int layers = 0;
  for (const Node& node : model.graph(kMainGraph).nodes)
    layers += node.op == "Conv" || node.op == "ConvTranspose";
  EXPECT_EQ(layers, 23);
}

// Section 14: n = 12 mod 16 and n >= 188 give n - 184; the size below gives nothing.
TEST(UnetValid, TakesTheSizesItSays) {
  const Model model = unet_valid(tiny(2));
  for (int side = 188; side < 700; side += 16)
    EXPECT_EQ(shape_of(model, "conv_u0d-score", side, side)[2], side - 184);
  EXPECT_THROW(shape_of(model, "conv_u0d-score", 172, 172), Error);
}

// A crop is centred when as much is left on both sides; section 6.1: 4, 16, 40, 88.
TEST(UnetValid, CropsAreCentred) {
  const Model model = unet_valid(tiny(2));
  for (const auto& [skip, below, margin] : {std::tuple{"conv_d3b-c", "upconv_d4c_u3a", 4},
                                            {"conv_d2b-c", "upconv_u3d_u2a", 16},
                                            {"conv_d1b-c", "upconv_u2d_u1a", 40},
                                            {"conv_d0b-c", "upconv_u1d_u0a", 88}})
    for (const int side : {188, 204, 572})
      EXPECT_EQ(shape_of(model, skip, side, side)[2] - shape_of(model, below, side, side)[2], 2 * margin);
  std::multiset<std::int64_t> offsets;
  for (const Node& node : model.graph(kMainGraph).nodes)
    if (node.op == "CropLike") offsets.insert(int_attribute(node, "offset", -1));
  EXPECT_EQ(offsets, (std::multiset<std::int64_t>{4, 16, 40, 88}));
}

// Section 6.1: 188 to 204 px depending on the phase. The affine hull over all phases holds the largest, and
// less than a period of 16 more.
TEST(UnetValid, ReceptiveField) {
  const AxisField field = field_of(unet_valid(tiny(2)), "conv_u0d-score", 572);
  EXPECT_GE(field.size(), 204);
  EXPECT_LT(field.size(), 204 + 16);
}

// Section 6.1: std sqrt(2 / 576) for a 3x3 convolution over 64 maps.
TEST(UnetValid, StartsWithHesDeviation) {
  const Graph graph = unet_valid(options_for(2)).graphs[0];
  const Tensor weight = initial_value(*graph.find_parameter("conv_d0b-c.weight"), 3);
  double squares = 0;
  for (const float value : weight.floats())
    squares += static_cast<double>(value) * static_cast<double>(value);
  EXPECT_NEAR(squares / static_cast<double>(weight.count()), 2. / 576, 2. / 576 * 0.03);  // 36,864 draws
}

// Section 6.2's names, so that files in circulation fit.
TEST(Unet, NamesOfTheFilesInCirculation) {
  const Graph graph = unet(learned(options_for(2))).graphs[0];
  for (const auto& [name, shape] : std::vector<std::pair<std::string, Shape>>{
           {"inc.double_conv.0.weight", {64, 3, 3, 3}},
           {"inc.double_conv.1.running_var", {64}},
           {"down4.maxpool_conv.1.double_conv.3.weight", {1024, 1024, 3, 3}},
           {"up1.up.weight", {1024, 512, 2, 2}},
           {"up1.up.bias", {512}},
           {"up1.conv.double_conv.0.weight", {512, 1024, 3, 3}},
           {"up4.conv.double_conv.4.bias", {64}},
           {"outc.conv.weight", {2, 64, 1, 1}},
           {"outc.conv.bias", {2}}}) {
    ASSERT_NE(graph.find_parameter(name), nullptr) << name;
    EXPECT_EQ(graph.find_parameter(name)->shape, shape) << name;
  }
}

// Section 6.2: the middle of the bilinear form's double convolution has half its inputs.
TEST(Unet, BilinearFormsHalve) {
  const Graph graph = unet(options_for(2)).graphs[0];
  EXPECT_EQ(graph.find_parameter("down4.maxpool_conv.1.double_conv.3.weight")->shape,
            (Shape{512, 512, 3, 3}));
  EXPECT_EQ(graph.find_parameter("up1.conv.double_conv.0.weight")->shape, (Shape{512, 1024, 3, 3}));
  EXPECT_EQ(graph.find_parameter("up1.conv.double_conv.3.weight")->shape, (Shape{256, 512, 3, 3}));
  EXPECT_EQ(graph.find_parameter("up4.conv.double_conv.3.weight")->shape, (Shape{64, 64, 3, 3}));
}

// Every picture from 1 px: what the recipe puts around it makes scores for each of its pixels.
TEST(Unet, EverySizeHasItsScores) {
  for (const Model& model : {unet(tiny(2)), unet(learned(tiny(2))), unet(summed(tiny(2)))})
    for (int side = 1; side <= 130; ++side) {
      const PixelSize size = surrounded_size(model.recipe.input, {side, 131 - side});
      EXPECT_EQ(shape_of(model, "outc.conv", size.height, size.width),
                (Shape{1, 2, size.height, size.width}));
      EXPECT_EQ(size.height, std::max(16, side));
    }
  const Model valid = unet_valid(tiny(2));
  for (int side = 1; side <= 130; ++side) {
    const PixelSize size = surrounded_size(valid.recipe.input, {side, side});
    EXPECT_GE(shape_of(valid, "conv_u0d-score", size.height, size.width)[2], side);
  }
}

// By hand: with all weights 0 but the last bias, the score is that bias everywhere, in every form.
TEST(Unet, RunsAtOddSizes) {
  for (const bool transposed : {false, true})
    for (const bool sum : {false, true}) {
      ModelOptions options = transposed ? learned(tiny(2)) : tiny(2);
      if (sum) options = summed(options);
      const Graph graph = unet(options).graphs[0];
      NamedTensors weights = initial_weights(graph, 1);
      weights.at("outc.conv.bias") = Tensor::from({2}, {0.5f, -3});
      const Tensor score = run_score(graph, weights, noise({1, 3, 17, 31}));
      ASSERT_EQ(score.shape(), (Shape{1, 2, 17, 31}));
      EXPECT_EQ(score.floats().front(), 0.5f);  // the last kernel starts at zero
      EXPECT_EQ(score.floats().back(), -3);
    }
}

// Property: the skip comes first. With weights of the first join that see only its first half, what comes
// from below (the bias of the transposed convolution) does not matter.
TEST(Unet, SkipComesFirst) {
  const Graph graph = unet(learned(tiny(2))).graphs[0];
  NamedTensors weights = initial_weights(graph, 1);
  weights.at("outc.conv.weight") = noise(weights.at("outc.conv.weight").shape(), 5);
  Tensor& join = weights.at("up4.conv.double_conv.0.weight");
  const std::int64_t half = join.size(1) / 2, taps = 9;
  for (std::int64_t o = 0; o < join.size(0); ++o)
    for (std::int64_t i = half * taps; i < 2 * half * taps; ++i)
      join.floats()[static_cast<std::size_t>(o * 2 * half * taps + i)] = 0;
  const Tensor data = noise({1, 3, 20, 18});
  const Tensor before = run_score(graph, weights, data);
  weights.at("up4.up.bias") = noise(weights.at("up4.up.bias").shape(), 9);
  const Tensor after = run_score(graph, weights, data);
  float largest = 0;
  for (std::size_t i = 0; i < before.floats().size(); ++i) {
    EXPECT_EQ(before.floats()[i], after.floats()[i]);
    largest = std::max(largest, std::abs(before.floats()[i]));
  }
  EXPECT_GT(largest, 0);
}

}  // namespace
}  // namespace perpixel
