#include "model/weight_surgery.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"
#include "weights/match.h"

namespace perpixel {
namespace {

Tensor counted(Shape shape) {
  Tensor tensor(std::move(shape));
  float next = 0;
  for (float& value : tensor.floats()) value = next++;
  return tensor;
}

NamedTensors fitted(const Model& model, const NamedTensors& tensors) {
  std::vector<std::string> done;
  return fitted_to(model.graphs[0], tensors, done);
}

// segmentation_models_pytorch, patch_first_conv: one channel takes the sum, more repeat the three, times 3 /
// D.
TEST(WeightSurgery, FirstConvolutionForOtherChannels) {
  ModelOptions options = tiny();
  Tensor stored({8, 3, 7, 7});
  for (std::int64_t i = 0; i < stored.count(); ++i)
    stored.floats()[static_cast<std::size_t>(i)] = static_cast<float>(1 + i / 49 % 3);  // 1, 2, 3 by channel
  options.channels = 1;
  const Tensor grey =
      fitted(zoo_entry("resnet50").build(options), {{"conv1.weight", stored}}).at("conv1.weight");
  EXPECT_EQ(grey.shape(), (Shape{8, 1, 7, 7}));
  for (const float value : grey.floats()) EXPECT_EQ(value, 6);
  options.channels = 4;
  const Tensor four =
      fitted(zoo_entry("resnet50").build(options), {{"conv1.weight", stored}}).at("conv1.weight");
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_FLOAT_EQ(four.floats()[i * 49], 0.75f * static_cast<float>(1 + i % 3)) << i;
  options.channels = 3;
  EXPECT_EQ(
      fitted(zoo_entry("resnet50").build(options), {{"conv1.weight", stored}}).at("conv1.weight").data(),
      stored.data());
}

// By hand: [O, C * 7 * 7] at taps 0, 3, 6 of rows and columns, every fourth filter.
TEST(WeightSurgery, LargeFieldOfViewIsDecimated) {
  ModelOptions options = tiny();
  options.fc_channels = 4;
  const Model model = zoo_entry("deeplab_largefov").build(options);
  const std::int64_t channels = model.graphs[0].find_parameter("fc6.weight")->shape[1];
  const NamedTensors file{{"fc6.weight", counted({16, channels * 49})},
                          {"fc6.bias", counted({16})},
                          {"fc7.weight", counted({16, 16})},
                          {"fc7.bias", counted({16})}};
  const NamedTensors found = fitted(model, file);
  const Tensor& fc6 = found.at("fc6.weight");
  ASSERT_EQ(fc6.shape(), (Shape{4, channels, 3, 3}));
  const auto at = [&](std::int64_t o, std::int64_t c, std::int64_t y, std::int64_t x) {
    return fc6.floats()[static_cast<std::size_t>(((o * channels + c) * 3 + y) * 3 + x)];
  };
  EXPECT_EQ(at(0, 0, 0, 1), 3);
  EXPECT_EQ(at(0, 0, 2, 0), 42);
  EXPECT_EQ(at(0, 1, 0, 0), 49);
  EXPECT_EQ(at(1, 0, 0, 0), static_cast<float>(4 * channels * 49));
  EXPECT_TRUE(std::ranges::equal(found.at("fc6.bias").floats(), std::vector<float>{0, 4, 8, 12}));
  const Tensor& fc7 = found.at("fc7.weight");
  ASSERT_EQ(fc7.shape(), (Shape{4, 4, 1, 1}));
  EXPECT_EQ(fc7.floats()[1], 4);   // input 4 of filter 0
  EXPECT_EQ(fc7.floats()[4], 64);  // input 0 of filter 4
}

// The specification, 8.2: every branch of the atrous pyramid starts from the same decimated numbers.
TEST(WeightSurgery, BranchesStartAlike) {
  ModelOptions options = tiny();
  options.fc_channels = 4;
  const Model model = zoo_entry("deeplab_v2_vgg").build(options);
  const std::int64_t channels = model.graphs[0].find_parameter("fc6_1.weight")->shape[1];
  const NamedTensors found = fitted(model, {{"fc6.weight", counted({16, channels * 49})}});
  for (const char* name : {"fc6_1.weight", "fc6_4.weight"}) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_EQ(found.at(name).shape(), (Shape{4, channels, 3, 3}));
  }
  EXPECT_FALSE(found.contains("fc6.weight"));
}

TEST(WeightSurgery, WhatFitsIsLeftAlone) {
  const Model classifier = zoo_entry("vgg16").build(tiny()), dense = zoo_entry("fcn32s").build(tiny());
  const NamedTensors own = initial_weights(classifier.graphs[0], 3);
  std::vector<std::string> done;
  const NamedTensors found = fitted_to(dense.graphs[0], own, done);
  EXPECT_TRUE(done.empty()) << done.front();
  for (const auto& [name, tensor] : own) EXPECT_EQ(found.at(name).data(), tensor.data()) << name;
}

// batch_norm(x + b) with mean m is batch_norm(x) with mean m - b: a trunk without biases gives vgg16_bn's
// maps.
TEST(WeightSurgery, BiasesGoIntoTheMeans) {
  ModelOptions options = tiny();
  options.image_size = 32;
  const Model with = zoo_entry("vgg16_bn").build(options);
  options.batch_norm = true;
  const Model without = zoo_entry("vgg16").build(options);
  NamedTensors weights = initial_weights(with.graphs[0], 3);
  for (auto& [name, tensor] : weights)
    if (name.starts_with("conv") && (name.ends_with(".bias") || name.ends_with("running_mean")))
      tensor = noise(tensor.shape(), 5);
  const WeightMatch match = match_weights(without.graphs[0], fitted(without, weights));
  ASSERT_TRUE(match.complete());
  const Tensor data = noise({1, 3, 32, 32});
  const NamedTensors a = run_all(with.graphs[0], weights, data),
                     b = run_all(without.graphs[0], match.matched, data);
  for (const char* map : {"pool1", "pool5"})
    for (std::size_t i = 0; i < a.at(map).floats().size(); ++i)
      ASSERT_NEAR(a.at(map).floats()[i], b.at(map).floats()[i], 1e-4f) << map;
}

}  // namespace
}  // namespace perpixel
