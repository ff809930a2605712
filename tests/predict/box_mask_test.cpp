#include "predict/box_mask.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

Recipe recipe_of(int classes) {
  std::vector<std::string> names;
  for (int i = 0; i < classes; ++i) names.push_back("class" + std::to_string(i));
  Recipe recipe{.task = "box_mask", .decoder = "location_grid", .classes = class_list_of(names)};
  recipe.input.size_rule = SizeRule::fixed;
  recipe.input.height = recipe.input.width = 32;
  return recipe;
}

/// Scores [1, channels, 50, 50] of a function of (channel, y, x).
template <class Function>
Forward scoring(int channels, const Function& score) {
  return [channels, score](const std::string&, const NamedTensors&) {
    Tensor scores({1, channels, kBoxMaskSide, kBoxMaskSide});
    float* to = scores.floats().data();
    for (int c = 0; c < channels; ++c)
      for (int y = 0; y < kBoxMaskSide; ++y)
        for (int x = 0; x < kBoxMaskSide; ++x) *to++ = score(c, y, x);
    return NamedTensors{{kScoreOutput, scores}};
  };
}

// One classifier: a plain sigmoid, wherever the box lies; outside the box and its context nothing.
TEST(BoxMask, OneClassifierIsItsSigmoid) {
  const Forward two = scoring(1, [](int, int, int) { return 2.f; });
  const BoxMask found = predict_box_mask(Image(60, 80, 3), {24, 12, 48, 36}, 0, recipe_of(1), two);
  EXPECT_EQ(found.probabilities.shape(), (Shape{60, 80}));
  for (int y = 0; y < 60; ++y)
    for (int x = 0; x < 80; ++x) {
      const bool seen = x >= 22 && x < 50 && y >= 10 && y < 38;  // a twelfth of 24 px is 2 px
      const auto i = static_cast<std::size_t>(y * 80 + x);
      ASSERT_NEAR(found.probabilities.floats()[i], seen ? 1 / (1 + std::exp(-2.f)) : 0, 1e-6f)
          << y << " " << x;
      ASSERT_EQ(found.mask.inside[i], seen);
    }
}

// The box of a whole picture of 50 x 50 px shows the map as it is.
TEST(BoxMask, AWholePictureShowsTheMap) {
  const Forward left = scoring(1, [](int, int, int x) { return x < 20 ? 9.f : -9.f; });
  const BoxMask found = predict_box_mask(Image(50, 50, 3), {0, 0, 50, 50}, 0, recipe_of(1), left);
  for (int y = 0; y < 50; ++y)
    for (int x = 0; x < 50; ++x) ASSERT_EQ(found.mask.inside[static_cast<std::size_t>(y * 50 + x)], x < 20);
}

// The grid of a class comes from its own channels: class 1 of three, 2 x 2 classifiers of which the right
// ones say yes. By the release's formula position 25 lies at 25.5 * 2 / 50 - 0.5 = 0.52 of the way to the
// right.
TEST(BoxMask, TakesTheClassesOwnGrid) {
  const Forward right = scoring(12, [](int c, int, int) {
    return c / 4 != 1 ? 0.f : c % 2 == 1 ? 20.f : -20.f;
  });
  const BoxMask found = predict_box_mask(Image(50, 50, 3), {0, 0, 50, 50}, 1, recipe_of(3), right);
  EXPECT_NEAR(found.probabilities.floats()[25], 0.52f, 1e-4f);
  EXPECT_NEAR(found.probabilities.floats()[0], 0, 1e-4f);
  EXPECT_NEAR(found.probabilities.floats()[49], 1, 1e-4f);
}

// Semantic spec, section 2.2: threshold 0.4. sigmoid(-0.4054) = 0.40002, sigmoid(-0.4056) = 0.39997.
TEST(BoxMask, HoldsFromFourTenths) {
  for (const auto& [score, holds] : {std::pair{-0.4054f, 1}, {-0.4056f, 0}}) {
    const Forward same = scoring(1, [score](int, int, int) { return score; });
    EXPECT_EQ(predict_box_mask(Image(9, 9, 3), {0, 0, 9, 9}, 0, recipe_of(1), same).mask.inside[40], holds);
  }
}

TEST(BoxMask, BadBoxesAndClassesAreNamed) {
  const Forward none = scoring(1, [](int, int, int) { return 0.f; });
  const auto refusal = [&](const Box& box, int class_id) -> std::string {
    try {
      predict_box_mask(Image(20, 30, 3), box, class_id, recipe_of(1), none);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal({40, 0, 50, 10}, 0),
            "box [40.0, 0.0, 50.0, 10.0] has no part in a picture of 30x20 (width x height)");
  EXPECT_EQ(refusal({0, 0, 5, 5}, 1), "class 1 is none of the model's 1");
}

TEST(BoxMask, OtherScoresAreNoGrid) {
  const Forward odd = scoring(5, [](int, int, int) { return 0.f; });
  EXPECT_THROW(predict_box_mask(Image(20, 30, 3), {0, 0, 5, 5}, 0, recipe_of(1), odd), Error);
}

}  // namespace
}  // namespace perpixel
