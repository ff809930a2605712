#include "predict/zoomout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "decode/slic.h"
#include "error/error.h"
#include "image/resize.h"
#include "predict/networks.h"
#include "predict/semantic.h"
#include "transform/to_tensor.h"

namespace perpixel {
namespace {

constexpr int kSide = 8;

Recipe superpixels_of(int count, std::vector<std::string> levels) {
  Recipe recipe = colour_recipe();
  recipe.procedure = "superpixels";
  recipe.superpixels.count = count;
  recipe.superpixels.scene_size = kSide;
  recipe.superpixels.levels = std::move(levels);
  return recipe;
}

/// Mean of each plane, [N, C].
Tensor plane_means(const Tensor& data) {
  Tensor means({data.size(0), data.size(1)});
  const auto pixels = static_cast<std::size_t>(data.size(2) * data.size(3));
  for (std::size_t p = 0; p < means.floats().size(); ++p) {
    double sum = 0;
    for (const float value : data.floats().subspan(p * pixels, pixels)) sum += static_cast<double>(value);
    means.floats()[p] = static_cast<float>(sum / static_cast<double>(pixels));
  }
  return means;
}

/// "fine" is the picture, "coarse" the picture at a third of its size; the scene is the mean colour; scores
/// are the first three features.
Forward plain_network(int* windows = nullptr) {
  return [windows](const std::string& graph, const NamedTensors& inputs) -> NamedTensors {
    const Tensor& data = inputs.at(kDataInput);
    if (graph == kTrunkGraph)
      return {{"fine", data},
              {"coarse", interpolate(data, (static_cast<int>(data.size(2)) + 2) / 3,
                                     (static_cast<int>(data.size(3)) + 2) / 3)}};
    if (graph == kSceneGraph) {
      EXPECT_EQ(data.size(2), kSide);
      EXPECT_EQ(data.size(3), kSide);
      if (windows) *windows += static_cast<int>(data.size(0));
      return {{kSceneOutput, plane_means(data)}};
    }
    Tensor scores({1, 3, data.size(2), 1});
    std::copy_n(data.floats().data(), scores.count(), scores.floats().data());
    return {{kScoreOutput, scores}};
  };
}

TEST(Zoomout, LevelsAreTheirDefinitions) {
  const Image picture = colours(37, 52);
  const Recipe recipe = superpixels_of(30, {"coarse", "scene", "fine", "subscene"});
  const SuperpixelFeatures got = zoomout_features(picture, recipe, plain_network());
  const Superpixels& superpixels = got.superpixels;
  EXPECT_EQ(superpixels, slic(picture, {.count = 30, .compactness = 15}));
  ASSERT_EQ(got.features.shape(), (Shape{superpixels.count, 12}));
  const auto feature = [&](int s, int d) {
    return got.features.floats()[static_cast<std::size_t>(12 * s + d)];
  };

  const Tensor data = to_tensor(picture, recipe.input);
  const Tensor fine = mean_features(superpixels, data);
  const Tensor coarse = mean_features(superpixels, interpolate(interpolate(data, 13, 18), 37, 52));
  InputRecipe square = recipe.input;
  square.size_rule = SizeRule::fixed;
  square.height = square.width = kSide;
  const Tensor scene = plane_means(to_tensor(picture, square));
  const auto boxes = neighbourhood_boxes(superpixels, 3);
  for (int s = 0; s < superpixels.count; ++s) {
    const PixelBox& box = boxes[static_cast<std::size_t>(s)];
    const Tensor around =
        plane_means(to_tensor(crop(picture, box.top, box.left, box.height, box.width), square));
    for (int c = 0; c < 3; ++c) {
      const auto at = static_cast<std::size_t>(3 * s + c), colour = static_cast<std::size_t>(c);
      EXPECT_NEAR(feature(s, c), coarse.floats()[at], 1e-3);
      EXPECT_NEAR(feature(s, 3 + c), scene.floats()[colour], 1e-3);
      EXPECT_NEAR(feature(s, 6 + c), fine.floats()[at], 1e-3);
      EXPECT_NEAR(feature(s, 9 + c), around.floats()[colour], 1e-3);
    }
  }
}

TEST(Zoomout, ConstantPicturesGiveEqualFeatures) {
  Image picture(40, 30, 3);
  std::ranges::fill(picture.samples<std::uint8_t>(), std::uint8_t{77});
  const auto got =
      zoomout_features(picture, superpixels_of(20, {"fine", "coarse", "subscene", "scene"}), plain_network());
  EXPECT_GT(got.superpixels.count, 5);
  for (const float feature : got.features.floats()) EXPECT_NEAR(feature, 77, 1e-4);
}

TEST(Zoomout, EqualBoxesAreLookedAtOnce) {
  int windows = 0;
  Recipe recipe = superpixels_of(9, {"subscene"});
  recipe.superpixels.radius = 100;  // every box is the picture
  zoomout_features(colours(24, 24), recipe, plain_network(&windows));
  EXPECT_EQ(windows, 1);
}

// Every pixel takes its superpixel's label and scores, at the picture's own size.
TEST(Zoomout, ScoresArePainted) {
  const Image picture = colours(30, 45);
  Recipe recipe = superpixels_of(25, {"fine"});
  recipe.input.size_rule = SizeRule::factor;
  recipe.input.size_factor = 2;
  const SuperpixelFeatures of = zoomout_features(picture, recipe, plain_network());
  ASSERT_EQ(of.superpixels.height, 60);
  const SemanticPrediction got =
      predict_semantic(picture, recipe, plain_network(), {.want_probabilities = true});
  ASSERT_EQ(got.labels.height, 30);
  ASSERT_EQ(got.labels.width, 45);
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 45; ++x) {
      const auto first = static_cast<std::size_t>(3 * of.superpixels.at(2 * y + 1, 2 * x + 1));
      const auto features = of.features.floats().subspan(first, 3);
      EXPECT_EQ(got.labels.at(y, x), std::ranges::max_element(features) - features.begin());
    }
  ASSERT_EQ(got.probabilities->shape(), (Shape{1, 3, 30, 45}));
}

TEST(Zoomout, EverySizeWithEnoughPixels) {
  Recipe recipe = superpixels_of(10, {"coarse", "subscene", "scene"});
  recipe.input.size_rule = SizeRule::short_side;
  recipe.input.size = 16;
  recipe.input.max_size = 21;
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 16}, {16, 1}, {7, 200}, {63, 64}}) {
    const LabelMap labels = predict_semantic(colours(height, width), recipe, plain_network()).labels;
    EXPECT_EQ(labels.height, height);
    EXPECT_EQ(labels.width, width);
  }
}

TEST(Zoomout, MoreSuperpixelsThanPixelsAreRefusedWithTheMost) {
  try {
    zoomout_features(colours(5, 6), superpixels_of(31, {"fine"}), plain_network());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
    EXPECT_EQ(error.hint(), "at most count = 30");
  }
}

TEST(Zoomout, RefusesWindowsMissingLevelsAndEmptyPictures) {
  EXPECT_THROW(predict_semantic(colours(20, 20), superpixels_of(5, {"fine"}), plain_network(), {.window = 8}),
               Error);
  EXPECT_THROW(zoomout_features(colours(20, 20), superpixels_of(5, {"conv9_9"}), plain_network()), Error);
  EXPECT_THROW(zoomout_features(Image(), superpixels_of(5, {"fine"}), plain_network()), Error);
}

TEST(Zoomout, MirroredLooksAverageInTheSameFrame) {
  const Image picture = colours(20, 28);
  const Recipe recipe = superpixels_of(12, {"fine"});
  const auto got =
      predict_semantic(picture, recipe, plain_network(), {.tta_flip = true, .want_probabilities = true});
  const auto mirrored = predict_semantic(flip_horizontal(picture), recipe, plain_network(),
                                         {.tta_flip = true, .want_probabilities = true});
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 28; ++x) {
        const auto at = [&](int column) { return static_cast<std::size_t>((c * 20 + y) * 28 + column); };
        ASSERT_NEAR(got.probabilities->floats()[at(x)], mirrored.probabilities->floats()[at(27 - x)], 1e-5);
      }
}

}  // namespace
}  // namespace perpixel
