#include "transform/pixel_weights.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"
#include "transform/pictures.h"

namespace perpixel {
namespace {

Example row_of(std::vector<ClassId> ids) {
  const int width = static_cast<int>(ids.size());
  Example example{.name = "slice", .image = Image(1, width, 1)};
  example.labels = LabelMap(1, width);
  example.labels->ids = std::move(ids);
  return example;
}

AugmentPlan window(int left, int width, int picture_width) {
  AugmentPlan plan;
  plan.scaled = {1, picture_width};
  plan.window = {1, width};
  plan.left = left;
  return plan;
}

std::vector<float> weights_of(const Example& example, const AugmentPlan& plan, const BorderWeight& border,
                              const std::vector<float>& class_weights = {}) {
  std::vector<float> weights(static_cast<std::size_t>(plan.window.width) *
                             static_cast<std::size_t>(plan.window.height));
  fill_pixel_weights(example, plan, border, class_weights, weights);
  return weights;
}

const float kBetween = 10 * std::exp(-4.f / 50);  // d1 = d2 = 1, sigma 5

// By hand: the loss multiplies by the class weight 4 of the border: 4 * (1 + b / 4) = w_c + b.
TEST(PixelWeights, TimesTheClassWeightAreThePublishedSum) {
  const Example example = row_of({1, 0, 1});
  const std::vector<float> plain = weights_of(example, window(0, 3, 3), {.weight = 10});
  EXPECT_EQ(plain[0], 1);
  EXPECT_NEAR(plain[1], 1 + kBetween, 1e-5f);
  const std::vector<float> balanced = weights_of(example, window(0, 3, 3), {.weight = 10}, {4, 0.5f});
  EXPECT_NEAR(4 * balanced[1], 4 + kBetween, 1e-5f);
  EXPECT_EQ(balanced[2], 1);
  EXPECT_EQ(weights_of(example, window(0, 3, 3), {.weight = 10}, {0, 1})[1],
            1);  // a class that weighs nothing
}

// A cell that the crop leaves out still has its border, and one that it cuts stays one cell: the ring below
// is one component of the whole picture, two within the crop of its middle row.
TEST(PixelWeights, LookBeyondTheCropAndCutNoCell) {
  EXPECT_NEAR(weights_of(row_of({1, 0, 1}), window(1, 1, 3), {.weight = 10})[0], 1 + kBetween, 1e-5f);
  Example ring{.name = "ring", .image = Image(3, 3, 1)};
  ring.labels = LabelMap(3, 3, 1);
  ring.labels->at(1, 1) = 0;
  AugmentPlan plan;
  plan.scaled = {3, 3};
  plan.window = {1, 3};
  plan.top = 1;
  EXPECT_EQ(weights_of(ring, plan, {.weight = 10}), std::vector<float>(3, 1));
}

// By hand: enlarged twice, the gap is 2 px wide: d1 + d2 = 3 in both of its pixels.
TEST(PixelWeights, DistancesAreThoseOfTheTrainingPicture) {
  AugmentPlan plan = window(0, 6, 6);
  const std::vector<float> weights = weights_of(row_of({1, 0, 1}), plan, {.weight = 10});
  const float expected = 1 + 10 * std::exp(-9.f / 50);
  EXPECT_NEAR(weights[2], expected, 1e-5f);
  EXPECT_NEAR(weights[3], expected, 1e-5f);
}

TEST(PixelWeights, NothingToSayIsOne) {
  const Example ignored = row_of({1, kIgnore, 1});
  EXPECT_EQ(weights_of(ignored, window(0, 3, 3), {.weight = 10}), std::vector<float>(3, 1));
  EXPECT_EQ(weights_of(row_of({1, 0, 1}), window(0, 3, 3), {}), std::vector<float>(3, 1));
  EXPECT_EQ(weights_of(row_of({1, 0, 1}), window(-2, 2, 3), {.weight = 10})[0], 1);  // outside the picture
  Example unlabelled = row_of({1, 0, 1});
  unlabelled.labels.reset();
  EXPECT_EQ(weights_of(unlabelled, window(0, 3, 3), {.weight = 10}), std::vector<float>(3, 1));
}

TEST(PixelWeights, WrongSizesAreNamed) {
  std::vector<float> weights(2);
  EXPECT_THROW(fill_pixel_weights(row_of({1, 0, 1}), window(0, 3, 3), {.weight = 10}, {}, weights), Error);
}

}  // namespace
}  // namespace perpixel
