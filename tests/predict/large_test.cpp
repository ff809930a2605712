#include "predict/large.h"

#include <gtest/gtest.h>

#include <memory>

#include "error/error.h"
#include "model/initial_weights.h"
#include "model/model.h"
#include "predict/networks.h"
#include "predict/semantic.h"
#include "runtime/session.h"

namespace perpixel {
namespace {

/// A thin FCN-8s with noise in its score layers.
struct Network {
  Model model;
  Forward forward;

  Network() {
    ModelOptions options;
    options.classes = class_list_of({"a", "b", "c", "d"});
    options.width = 0.0625f;
    options.fc_channels = 8;
    model = zoo_entry("fcn8s").build(options);
    const Graph& graph = model.graph(kMainGraph);
    NamedTensors weights = initial_weights(graph, 5);
    for (auto& [name, tensor] : weights)
      if (name.starts_with("score"))
        for (std::size_t i = 0; i < tensor.floats().size(); ++i)
          tensor.floats()[i] = static_cast<float>(i * 37 % 64) / 32 - 1;
    auto session = std::make_shared<Session>(graph, weights, SessionOptions{.threads = 1});
    forward = [session](const std::string&, const NamedTensors& inputs) { return session->run(inputs); };
  }

  SemanticPrediction predict(const Image& image, PredictOptions options) const {
    options.graph = &model.graph(kMainGraph);
    return predict_semantic(image, model.recipe, forward, options);
  }
};

std::size_t different(const LabelMap& a, const LabelMap& b) {
  std::size_t count = a.ids.size() == b.ids.size() ? 0 : a.ids.size();
  for (std::size_t i = 0; count < a.ids.size() && i < a.ids.size(); ++i) count += a.ids[i] != b.ids[i];
  return count;
}

// The whole picture at once is the oracle; sums in another order may move a tie between two classes.
TEST(LargePictures, TilesGiveTheLabelsOfTheWhole) {
  const Network network;
  const Image image = colours(611, 700);
  const LabelMap whole = network.predict(image, {}).labels;
  EXPECT_GT(different(whole, LabelMap(611, 700, whole.at(0, 0))), 1000u);  // not all one class
  const LabelMap tiled = network.predict(image, {.tile = 512}).labels;
  EXPECT_LE(different(whole, tiled), 611u * 700u / 10000u);
}

TEST(LargePictures, TilesGiveTheProbabilitiesOfTheWhole) {
  const Network network;
  const Image image = colours(530, 560);
  const Tensor whole = *network.predict(image, {.want_probabilities = true}).probabilities;
  const Tensor tiled = *network.predict(image, {.want_probabilities = true, .tile = 512}).probabilities;
  ASSERT_EQ(whole.shape(), tiled.shape());
  for (std::size_t i = 0; i < whole.floats().size(); ++i)
    ASSERT_NEAR(whole.floats()[i], tiled.floats()[i], 1e-5f) << i;
}

TEST(LargePictures, BandsComeInOrderAndStopWhenAsked) {
  const Network network;
  const Image image = colours(600, 530);
  const Tiling tiling = plan_tiling(network.model.graph(kMainGraph), network.model.recipe, {600, 530}, 512);
  const PictureRows rows = [&](int top, int height) { return crop(image, top, 0, height, image.width()); };
  int next = 0;
  std::size_t asked = 0;
  LargeHooks hooks;
  hooks.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(done, ++asked);
    EXPECT_EQ(total, tiling.count());
  };
  EXPECT_TRUE(label_large_picture(
      rows, tiling, network.model.recipe, network.forward,
      [&](const LabelMap& band) {
        EXPECT_EQ(band.width, 530);
        next += band.height;
      },
      hooks));
  EXPECT_EQ(next, 600);
  hooks = {.progress = {}, .keep_on = [] { return false; }};
  EXPECT_FALSE(label_large_picture(
      rows, tiling, network.model.recipe, network.forward, [](const LabelMap&) { FAIL(); }, hooks));
}

TEST(LargePictures, RecipesThatSeeTheWholeAreRefused) {
  const Network network;
  const Tiling tiling = plan_tiling(network.model.graph(kMainGraph), network.model.recipe, {600, 530}, 512);
  const auto refused = [&](const Recipe& recipe) {
    try {
      label_large_picture([](int, int) { return Image(); }, tiling, recipe, network.forward,
                          [](const LabelMap&) {});
      return false;
    } catch (const Error& error) {
      return error.code() == ErrorCode::unsupported;
    }
  };
  Recipe crf = network.model.recipe, resized = network.model.recipe;
  crf.decoder = "dense_crf";
  resized.input.size_rule = SizeRule::short_side;
  EXPECT_TRUE(refused(crf));
  EXPECT_TRUE(refused(resized));
}

}  // namespace
}  // namespace perpixel
