#include "transform/augment.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "image/resize.h"
#include "transform/pictures.h"
#include "transform/surroundings.h"
#include "transform/to_tensor.h"

namespace perpixel {
namespace {

Example example_of(int height, int width) {
  Example example{.name = "street", .image = patterned(height, width)};
  example.labels = LabelMap(height, width);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      example.labels->at(y, x) = (x + y) % 7 == 0 ? kIgnore : static_cast<ClassId>(y * width + x);
  return example;
}

struct Pair {
  PixelSize size;
  std::vector<float> image;
  std::vector<std::int64_t> target;
  friend bool operator==(const Pair&, const Pair&) = default;
};

Pair pair_of(const Example& example, const AugmentOptions& options, std::uint64_t picture = 0,
             const InputRecipe& input = InputRecipe{}) {
  const PixelSize size =
      training_pair_size({example.image.height(), example.image.width()}, options, input, 5, 6, picture);
  const auto pixels = static_cast<std::size_t>(size.height) * static_cast<std::size_t>(size.width);
  Pair pair{size, std::vector<float>(pixels * static_cast<std::size_t>(input.channels), -99),
            std::vector<std::int64_t>(pixels, -99)};
  fill_training_pair(example, options, input, 5, 6, picture, pair.image, pair.target);
  return pair;
}

std::int64_t target_of(ClassId id) { return id == kIgnore ? kIgnoreTarget : id; }

// Training sees exactly what predict sees.
TEST(Augment, WithoutOptionsEqualsToTensor) {
  const Example example = example_of(9, 13);
  const Pair pair = pair_of(example, {});
  const Tensor tensor = to_tensor(example.image, InputRecipe{});
  ASSERT_EQ(pair.size, (PixelSize{9, 13}));
  for (std::size_t i = 0; i < pair.image.size(); ++i) ASSERT_EQ(pair.image[i], tensor.floats()[i]);
  for (std::size_t i = 0; i < pair.target.size(); ++i)
    ASSERT_EQ(pair.target[i], target_of(example.labels->ids[i]));
}

// The same holds for what surrounds the picture: context, mirrored, and filling to a size.
TEST(Augment, WithoutOptionsEqualsTheSurroundedTensor) {
  const Example example = example_of(9, 13);
  for (const char* fill : {"mirror", "mean"}) {
    InputRecipe input;
    input.context = 21;
    input.size_multiple = 8;
    input.size_remainder = 4;
    input.fill = fill;
    const Pair pair = pair_of(example, {}, 0, input);
    const Tensor tensor = with_surroundings(to_tensor(example.image, input), input);
    ASSERT_EQ(pair.size, (PixelSize{52, 60}));
    for (std::size_t i = 0; i < pair.image.size(); ++i) ASSERT_EQ(pair.image[i], tensor.floats()[i]) << i;
    EXPECT_EQ(pair.target[0], kIgnoreTarget);
    EXPECT_EQ(pair.target[21 * 60 + 22], target_of(example.labels->at(0, 1)));
  }
}

// Scaled, cropped and mirrored in one go = the same three steps one after another on whole pictures.
TEST(Augment, EqualsTheStepsOneByOne) {
  const Example example = example_of(40, 60);
  const AugmentOptions options{
      .scale_min = 0.4, .scale_max = 1.7, .crop_height = 24, .crop_width = 30, .flip = 0.5};
  int mirrored = 0, padded = 0;
  for (std::uint64_t picture = 0; picture < 24; ++picture) {
    const Pair pair = pair_of(example, options, picture);
    const AugmentPlan plan = plan_augment({40, 60}, options, InputRecipe{}, 5, 6, picture);
    const Tensor whole =
        to_tensor(resize_pillow(example.image, plan.scaled.height, plan.scaled.width), InputRecipe{});
    const auto labels =
        resize_nearest<ClassId>(example.labels->ids, 40, 60, plan.scaled.height, plan.scaled.width);
    mirrored += plan.mirror;
    padded += plan.left < 0 || plan.top < 0;
    for (int y = 0; y < 24; ++y)
      for (int x = 0; x < 30; ++x) {
        const int sy = plan.top + y, sx = plan.left + (plan.mirror ? 29 - x : x);
        const bool inside = sy >= 0 && sy < plan.scaled.height && sx >= 0 && sx < plan.scaled.width;
        const auto at = static_cast<std::size_t>(sy * plan.scaled.width + sx);
        const auto here = static_cast<std::size_t>(y * 30 + x);
        ASSERT_EQ(pair.target[here], inside ? target_of(labels[at]) : kIgnoreTarget);
        const std::size_t plane =
            static_cast<std::size_t>(plan.scaled.height) * static_cast<std::size_t>(plan.scaled.width);
        for (std::size_t c = 0; c < 3; ++c)
          ASSERT_EQ(pair.image[c * 720 + here], inside ? whole.floats()[c * plane + at] : 0) << picture;
      }
  }
  EXPECT_GT(mirrored, 0);  // all cases were met
  EXPECT_LT(mirrored, 24);
  EXPECT_GT(padded, 0);
  EXPECT_LT(padded, 24);
}

TEST(Augment, DependsOnItsKeyOnly) {
  const Example example = example_of(30, 30);
  const AugmentOptions options{.scale_min = 0.5,
                               .scale_max = 2,
                               .crop_height = 16,
                               .crop_width = 16,
                               .flip = 0.5,
                               .color_jitter = 0.4};
  EXPECT_EQ(pair_of(example, options, 1), pair_of(example, options, 1));
  EXPECT_NE(pair_of(example, options, 1), pair_of(example, options, 2));
}

/// A displacement that no position of a picture can show: the way of bent pictures, unbent.
constexpr double kUnseen = 1e-30;

// Property: without strength the bent way equals the straight one to the bit, with scale and mirror.
TEST(Augment, BendingWithoutStrengthChangesNothing) {
  const Example example = example_of(40, 60);
  const AugmentOptions options{
      .scale_min = 0.8, .scale_max = 1.7, .crop_height = 24, .crop_width = 30, .flip = 0.5};
  AugmentOptions bent = options;
  bent.elastic = kUnseen;
  for (std::uint64_t picture = 0; picture < 24; ++picture)
    EXPECT_EQ(pair_of(example, bent, picture), pair_of(example, options, picture)) << picture;
}

/// Two classes in smooth blobs, and the picture that shows them: 40 and 210.
Example blobs(int side) {
  Example example{.name = "blobs", .image = Image(side, side, 1)};
  example.labels = LabelMap(side, side);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const bool one = (y / 16 + x / 16) % 2 == 1;
      example.labels->at(y, x) = one;
      example.image.at(y, x, 0) = one ? 210 : 40;
    }
  return example;
}

// Property: truth and picture move together. Bicubic samples are above the middle exactly where the nearest
// pixel is bright, but for the seams; whole pixels of misalignment would show in 2 * 1/16 of the picture.
TEST(Augment, BentTruthFollowsThePicture) {
  const Example example = blobs(96);
  const AugmentOptions options{
      .crop_height = 80, .crop_width = 72, .flip = 0.5, .flip_vertical = 0.5, .rotate = 180, .elastic = 5};
  int wrong = 0;
  constexpr int kPictures = 12;
  for (std::uint64_t picture = 0; picture < kPictures; ++picture) {
    const Pair pair = pair_of(example, options, picture, plain_input(1));
    for (std::size_t i = 0; i < pair.target.size(); ++i)
      wrong += (pair.image[i] > 125) != (pair.target[i] == 1);
  }
  EXPECT_LT(wrong, kPictures * 80 * 72 / 100);
}

TEST(Augment, BendingDependsOnItsKeyOnly) {
  const Example example = blobs(40);
  const AugmentOptions options{.rotate = 20, .elastic = 3};
  EXPECT_EQ(pair_of(example, options, 1, plain_input(1)), pair_of(example, options, 1, plain_input(1)));
  EXPECT_NE(pair_of(example, options, 1, plain_input(1)), pair_of(example, options, 2, plain_input(1)));
}

// Grey-value variation of grey pictures: by hand, v' = c b v + (1 - c) b mean, one line through the samples.
TEST(Augment, GreyValuesVary) {
  const Example example = blobs(32);
  const Pair plain = pair_of(example, {}, 3, plain_input(1));
  const Pair varied = pair_of(example, {.color_jitter = 0.2}, 3, plain_input(1));
  const AugmentPlan plan = plan_augment({32, 32}, {.color_jitter = 0.2}, plain_input(1), 5, 6, 3);
  EXPECT_NE(plan.contrast, 1);
  for (std::size_t i = 0; i < plain.image.size(); ++i)
    ASSERT_NEAR(varied.image[i],
                plan.brightness * (plan.contrast * plain.image[i] + (1 - plan.contrast) * 125), 1e-3f);
}

TEST(Augment, GreyPicturesFeedColourNetworks) {
  Example example{.name = "scan", .image = patterned(6, 6, 1)};
  const Pair pair = pair_of(example, {.crop_height = 4, .crop_width = 4}, 0, plain_input());
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(pair.image[i], pair.image[32 + i]);
  for (const std::int64_t id : pair.target) EXPECT_EQ(id, kIgnoreTarget);  // no labels: nothing to learn
}

TEST(Augment, ClassifiersWantNoTarget) {
  const Example example{.name = "cat", .image = patterned(6, 6)};
  InputRecipe input = plain_input();
  input.size_rule = SizeRule::fixed;
  input.height = input.width = 4;
  std::vector<float> image(48, -99);
  fill_training_pair(example, {}, input, 0, 0, 0, image, {});
  const Tensor tensor = to_tensor(example.image, input);
  for (std::size_t i = 0; i < image.size(); ++i) EXPECT_EQ(image[i], tensor.floats()[i]);
}

TEST(Augment, WrongSizesAreNamed) {
  Example example = example_of(6, 6);
  std::vector<float> image(3 * 36);
  std::vector<std::int64_t> target(35);
  try {
    fill_training_pair(example, {}, InputRecipe{}, 0, 0, 0, image, target);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_STREQ(
        error.what(),
        "street: a training picture of 3 x 6 x 6 does not fit the 108 values and 35 targets given for it");
  }
  example.labels = LabelMap(5, 6, 0);
  target.resize(36);
  try {
    fill_training_pair(example, {}, InputRecipe{}, 0, 0, 0, image, target);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "street: picture of 6 x 6 pixels, labels of 5 x 6");
  }
}

}  // namespace
}  // namespace perpixel
