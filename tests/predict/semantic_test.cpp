#include "predict/semantic.h"

#include <gtest/gtest.h>

#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "decode/softmax.h"
#include "error/error.h"
#include "predict/networks.h"

namespace perpixel {
namespace {

TEST(PredictSemantic, EverySizeKeepsItsSize) {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 9}, {5, 1}, {17, 23}}) {
    const Image image = colours(height, width);
    std::vector<Shape> seen;
    const LabelMap labels = predict_semantic(image, colour_recipe(), colour_network(&seen)).labels;
    ASSERT_EQ(labels.height, height);
    ASSERT_EQ(labels.width, width);
    EXPECT_EQ(seen, (std::vector<Shape>{{1, 3, height, width}}));  // one look, never squashed
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) EXPECT_EQ(labels.at(y, x), strongest(image, y, x));
  }
}

TEST(PredictSemantic, ProbabilitiesAreTheSoftmaxAtThePicturesSize) {
  const Image image = colours(6, 8);
  const auto prediction =
      predict_semantic(image, colour_recipe(), colour_network(), {.want_probabilities = true});
  ASSERT_TRUE(prediction.probabilities);
  EXPECT_EQ(prediction.probabilities->shape(), (Shape{1, 3, 6, 8}));
  std::vector<float> pixel;
  for (int c = 0; c < 3; ++c) pixel.push_back(static_cast<float>(image.at(2, 5, c)) / 64);
  const auto expected = softmax(pixel);
  for (std::size_t c = 0; c < 3; ++c)
    EXPECT_NEAR(prediction.probabilities->floats()[c * 48 + 2 * 8 + 5], expected[c], 1e-6f);
}

TEST(PredictSemantic, NotAskedForIsNotKept) {
  EXPECT_FALSE(predict_semantic(colours(3, 3), colour_recipe(), colour_network()).probabilities);
}

// A network that looks at single pixels does not care for mirrors: averaging changes nothing.
TEST(PredictSemantic, MirroredLookIsMirroredBack) {
  const Image image = colours(7, 9);
  std::vector<Shape> seen;
  const auto plain = predict_semantic(image, colour_recipe(), colour_network(), {.want_probabilities = true});
  const auto both = predict_semantic(image, colour_recipe(), colour_network(&seen),
                                     {.tta_flip = true, .want_probabilities = true});
  EXPECT_EQ(seen.size(), 2u);
  EXPECT_EQ(both.labels, plain.labels);
  for (std::size_t i = 0; i < 189; ++i)
    EXPECT_NEAR(both.probabilities->floats()[i], plain.probabilities->floats()[i], 1e-6f);
}

/// Says red on the left half of whatever it sees, green on the right.
NamedTensors left_or_right(const std::string&, const NamedTensors& inputs) {
  const Tensor& data = inputs.at(kDataInput);
  Tensor score = Tensor::zeros(data.shape());
  const std::int64_t rows = data.size(2), columns = data.size(3);
  for (std::int64_t y = 0; y < rows; ++y)
    for (std::int64_t x = 0; x < columns; ++x)
      score.floats()[static_cast<std::size_t>(((x < columns / 2 ? 0 : 1) * rows + y) * columns + x)] = 4;
  return {{kScoreOutput, score}};
}

// Mirrored back, that network says the opposite, so the mean is a tie and goes to the lower id.
TEST(PredictSemantic, LooksAreAveraged) {
  const LabelMap alone = predict_semantic(colours(4, 8), colour_recipe(), left_or_right).labels;
  EXPECT_EQ(alone.at(0, 0), 0);
  EXPECT_EQ(alone.at(0, 7), 1);
  const LabelMap both =
      predict_semantic(colours(4, 8), colour_recipe(), left_or_right, {.tta_flip = true}).labels;
  for (const ClassId id : both.ids) EXPECT_EQ(id, 0);
}

TEST(PredictSemantic, ScalesAreLookedAtInTurn) {
  std::vector<Shape> seen;
  const auto prediction = predict_semantic(colours(8, 12), colour_recipe(), colour_network(&seen),
                                           {.tta_flip = true, .tta_scales = {0.5, 1, 1.75}});
  const std::vector<Shape> expected{{1, 3, 4, 6},  {1, 3, 4, 6},   {1, 3, 8, 12},
                                    {1, 3, 8, 12}, {1, 3, 14, 21}, {1, 3, 14, 21}};
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(prediction.labels.ids.size(), 96u);
}

TEST(PredictSemantic, RecipeSizeIsUndoneBeforeArgmax) {
  Recipe recipe = colour_recipe();
  recipe.input.size_rule = SizeRule::factor;
  recipe.input.size_factor = 0.5f;
  std::vector<Shape> seen;
  const auto prediction =
      predict_semantic(colours(20, 31), recipe, colour_network(&seen), {.want_probabilities = true});
  EXPECT_EQ(seen[0], (Shape{1, 3, 10, 16}));
  EXPECT_EQ(prediction.labels.height, 20);
  EXPECT_EQ(prediction.labels.width, 31);
  EXPECT_EQ(prediction.probabilities->shape(), (Shape{1, 3, 20, 31}));
}

// The same pixel-wise network through windows gives the same probabilities, whatever the overlap.
TEST(PredictSemantic, WindowsAgreeWithTheWhole) {
  const Image image = colours(19, 26);
  const auto whole = predict_semantic(image, colour_recipe(), colour_network(), {.want_probabilities = true});
  for (const int overlap : {0, 3, 7}) {
    std::vector<Shape> seen;
    const auto slid = predict_semantic(image, colour_recipe(), colour_network(&seen),
                                       {.want_probabilities = true, .window = 8, .overlap = overlap});
    EXPECT_GT(seen.size(), 6u);
    for (const Shape& shape : seen) EXPECT_EQ(shape, (Shape{1, 3, 8, 8}));
    for (std::size_t i = 0; i < whole.probabilities->floats().size(); ++i)
      ASSERT_NEAR(slid.probabilities->floats()[i], whole.probabilities->floats()[i], 1e-6f);
    EXPECT_EQ(slid.labels, whole.labels);
  }
}

TEST(PredictSemantic, RecipeMayAskForWindows) {
  Recipe recipe = colour_recipe();
  recipe.procedure = "sliding";
  recipe.window = 6;
  recipe.overlap = 2;
  std::vector<Shape> seen;
  predict_semantic(colours(6, 14), recipe, colour_network(&seen));
  EXPECT_EQ(seen.size(), 3u);
}

// A network that eats 2 px on every side and answers every second pixel: mirrored context keeps the borders,
// the corner grid puts each answer where it belongs.
TEST(PredictSemantic, ContextAndCornerGridKeepThePlace) {
  Recipe recipe = colour_recipe();
  recipe.input.context = 2;
  recipe.input.size_multiple = 4;
  recipe.output_grid = "corner";
  recipe.output_stride = 2;
  const Forward network = [](const std::string&, const NamedTensors& inputs) {
    const Tensor& data = inputs.at(kDataInput);
    EXPECT_EQ(data.size(2) % 4, 0);
    Tensor score({1, 3, (data.size(2) - 4 + 1) / 2, (data.size(3) - 4 + 1) / 2});
    std::size_t i = 0;
    for (std::int64_t c = 0; c < 3; ++c)
      for (std::int64_t y = 0; y < score.size(2); ++y)
        for (std::int64_t x = 0; x < score.size(3); ++x)
          score.floats()[i++] = data.floats()[static_cast<std::size_t>(
              (c * data.size(2) + 2 + 2 * y) * data.size(3) + 2 + 2 * x)];
    return NamedTensors{{kScoreOutput, score}};
  };
  for (const auto& [height, width] : {std::pair{1, 1}, {2, 5}, {7, 9}, {13, 4}}) {
    const Image image = colours(height, width);
    const LabelMap labels = predict_semantic(image, recipe, network).labels;
    ASSERT_EQ(labels.height, height);
    for (int y = 0; y < height; y += 2)
      for (int x = 0; x < width; x += 2) EXPECT_EQ(labels.at(y, x), strongest(image, y, x)) << y << ' ' << x;
  }
}

TEST(PredictSemantic, OptionsAreChecked) {
  const auto message = [](PredictOptions options) -> std::string {
    try {
      predict_semantic(colours(2, 2), colour_recipe(), colour_network(), options);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message({.tta_scales = {1, 0}}), "test-time scale 0.000000 must be in (0, 8]");
  EXPECT_EQ(message({.window = 4, .overlap = 4}), "overlap = 4 must be in [0, 3]");
  EXPECT_EQ(message({.window = -1}), "window = -1 must be at least 0");
}

TEST(PredictSemantic, AModelThatAnswersSomethingElseIsNamed) {
  const auto error_for = [](NamedTensors outputs) -> std::string {
    try {
      predict_semantic(colours(2, 2), colour_recipe(),
                       [&](const std::string&, const NamedTensors&) { return outputs; });
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(error_for({}), "the model has no output \"score\"");
  EXPECT_EQ(error_for({{"score", Tensor::zeros({1, 3})}}),
            "the model's scores are [1, 3]; task \"semantic\" wants [1, classes, h, w]");
  EXPECT_EQ(error_for({{"score", Tensor::zeros({1, 4, 2, 2})}}),
            "the model scores 4 classes, its recipe names 3");
}

// Two roads: the decoder, and the CRF on the probabilities of the plain prediction.
TEST(PredictSemantic, DenseCrfWorksOnTheProbabilities) {
  const Image image = colours(12, 16);
  Recipe recipe = colour_recipe();
  const auto plain = predict_semantic(image, recipe, colour_network(), {.want_probabilities = true});
  recipe.decoder = "dense_crf";
  recipe.crf = {.bilateral_xy = 5, .bilateral_rgb = 30, .iterations = 4};
  const Tensor expected = dense_crf(image, *plain.probabilities, recipe.crf);
  const auto sharp = predict_semantic(image, recipe, colour_network(), {.want_probabilities = true});
  EXPECT_EQ(sharp.labels, argmax_labels(expected));
  EXPECT_NE(sharp.probabilities->floats()[0], plain.probabilities->floats()[0]);
  for (std::size_t i = 0; i < 3 * 12 * 16; ++i)
    ASSERT_EQ(sharp.probabilities->floats()[i], expected.floats()[i]);
  EXPECT_FALSE(predict_semantic(image, recipe, colour_network()).probabilities);
  const auto twice = predict_semantic(image, recipe, colour_network(), {.tta_flip = true});
  EXPECT_EQ(twice.labels, sharp.labels);
}

}  // namespace
}  // namespace perpixel
