#include "evaluate/learn_compatibility.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

/// Two fields side by side, 2 and either 0 or 1: those two never meet. What a model says of the left field
/// is right on most pixels and takes 0 for 1, or 1 for 0, on the others; it is sure of the 2 on the right.
CrfSample field(ClassId left, int number) {
  constexpr int kHeight = 18, kWidth = 24;
  Image image(kHeight, kWidth, 1);
  LabelMap truth(kHeight, kWidth);
  Tensor p({1, 3, kHeight, kWidth});
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      const bool is_left = x < kWidth / 2, slips = (y * 31 + x * 17 + number * 7) % 5 < 2;
      truth.at(y, x) = is_left ? left : ClassId{2};
      image.at(y, x, 0) = is_left ? 90 : 170;
      const float of_left = slips ? 0.3f : 0.6f;
      const float values[3] = {left == 0 ? of_left : 0.9f - of_left, left == 0 ? 0.9f - of_left : of_left,
                               0.1f};
      for (int k = 0; k < 3; ++k)
        p.floats()[static_cast<std::size_t>((k * kHeight + y) * kWidth + x)] =
            is_left ? values[k] : (k == 2 ? 0.8f : 0.1f);
    }
  return CrfSample(image, p, truth);
}

/// 0, 0, 1, 1, ..: both halves see both.
std::vector<CrfSample> fields(int count) {
  std::vector<CrfSample> samples;
  for (int i = 0; i < count; ++i) samples.push_back(field(static_cast<ClassId>(i / 2 % 2), i));
  return samples;
}

CompatibilityLearning learning() {
  CompatibilityLearning learning;
  learning.recipe = {.bilateral_weight = 0.5f,
                     .bilateral_xy = 4,
                     .bilateral_rgb = 30,
                     .smooth_weight = 0.5f,
                     .smooth_xy = 2,
                     .iterations = 3};
  learning.steps = 12;
  return learning;
}

TEST(LearnCompatibility, LabelsThatNeverMeetRepelEachOther) {
  const CompatibilityFit fit = learn_compatibility(fields(8), learning());
  const auto& mu = fit.compatibility;
  ASSERT_EQ(mu.size(), 9u);
  EXPECT_GT(mu[0 * 3 + 1], 1.2f);                  // more than Potts says
  EXPECT_GT(mu[0 * 3 + 1], mu[0 * 3 + 2] + 0.2f);  // those two do meet
  EXPECT_GT(mu[0 * 3 + 1], mu[1 * 3 + 2] + 0.2f);
  for (const auto& [l, k] : {std::pair<std::size_t, std::size_t>{0, 1}, {0, 2}, {1, 2}})
    EXPECT_EQ(mu[l * 3 + k], mu[k * 3 + l]);
  EXPECT_GT(fit.fitted.after, fit.fitted.before);
  EXPECT_GT(fit.held_out.after, fit.held_out.before);
  EXPECT_TRUE(fit.is_better());
  EXPECT_GT(fit.steps, 0);
}

// A check recipe_check makes of what is learned: it can be stored.
TEST(LearnCompatibility, WhatIsLearnedIsARecipe) {
  Recipe recipe;
  recipe.classes = class_list_of({"field", "meadow", "sea"});
  recipe.crf.compatibility = learn_compatibility(fields(4), learning()).compatibility;
  EXPECT_NO_THROW(check_recipe(recipe, "learned"));
  EXPECT_EQ(recipe_from_json(recipe_to_json(recipe), "learned"), recipe);
}

// Truths that contradict each other: the halves' left fields are each other's opposite.
TEST(LearnCompatibility, WithoutAGainOnTheOtherHalfPottsIsBetter) {
  std::vector<CrfSample> samples;
  for (int i = 0; i < 6; ++i) {
    const CrfSample sample = field(0, i);
    LabelMap truth = sample.truth();
    if (i % 2 == 1)  // what the model gets wrong is right here
      for (int y = 0; y < truth.height; ++y)
        for (int x = 0; x < truth.width / 2; ++x)
          truth.at(y, x) = (y * 31 + x * 17 + i * 7) % 5 < 2 ? ClassId{1} : ClassId{0};
    Tensor p = sample.energies();
    for (float& value : p.floats()) value = std::exp(-value);
    samples.emplace_back(sample.image(), p, truth);
  }
  EXPECT_FALSE(learn_compatibility(samples, learning()).is_better());
}

// Property: an endless pull leaves Potts where it is.
TEST(LearnCompatibility, ThePullHoldsItBack) {
  CompatibilityLearning strong = learning();
  strong.pull = 1e6;
  const CompatibilityFit fit = learn_compatibility(fields(4), strong);
  for (std::size_t e = 0; e < 9; ++e) EXPECT_NEAR(fit.compatibility[e], potts_matrix(3)[e], 0.01f);
}

TEST(LearnCompatibility, ProgressStaysWithinItsTotal) {
  CompatibilityLearning watched = learning();
  std::size_t last = 0;
  watched.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(done, last + 1);
    EXPECT_LE(done, total);
    last = done;
  };
  learn_compatibility(fields(5), watched);
  EXPECT_GT(last, 0u);
}

TEST(LearnCompatibility, BadOptionsAreNamed) {
  const auto message = [](int pictures, int steps, double pull) -> std::string {
    CompatibilityLearning options = learning();
    options.steps = steps;
    options.pull = pull;
    try {
      learn_compatibility(fields(pictures), options);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message(1, 5, 0), "learning a compatibility: 1 pictures must be at least 2");
  EXPECT_EQ(message(2, 0, 0), "learning a compatibility: steps = 0 must be in [1, 500]");
  EXPECT_EQ(message(2, 5, -1), "learning a compatibility: pull = -1.000000 must be at least 0");
}

}  // namespace
}  // namespace perpixel
