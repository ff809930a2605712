#include "transform/object_crop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "transform/augment.h"
#include "transform/pictures.h"

namespace perpixel {
namespace {

void paint(LabelMap& labels, const Box& box, ClassId id) {
  for (int y = static_cast<int>(box.y0); y < static_cast<int>(box.y1); ++y)
    for (int x = static_cast<int>(box.x0); x < static_cast<int>(box.x1); ++x) labels.at(y, x) = id;
}

constexpr Box kFirst{30, 30, 41, 40}, kSecond{50, 32, 56, 45}, kThird{36, 56, 50, 63};

/// Two objects of class 1 and one of class 2, far enough from the borders for crops of 30 px; a void pixel
/// between them.
Example three_objects() {
  Example example{.name = "yard", .image = patterned(90, 100)};
  example.labels = LabelMap(90, 100, 0);
  paint(*example.labels, kFirst, 1);
  paint(*example.labels, kSecond, 1);
  paint(*example.labels, kThird, 2);
  example.labels->at(50, 43) = kIgnore;
  return example;
}

struct Pair {
  std::vector<float> image;
  std::vector<std::int64_t> target;
  friend bool operator==(const Pair&, const Pair&) = default;
};

Pair pair_of(const Example& example, const AugmentOptions& options, std::uint64_t picture) {
  const PixelSize size = training_pair_size({example.image.height(), example.image.width()}, options,
                                            plain_input(), 5, 6, picture);
  const auto pixels = static_cast<std::size_t>(size.height) * static_cast<std::size_t>(size.width);
  Pair pair{std::vector<float>(3 * pixels), std::vector<std::int64_t>(pixels)};
  fill_training_pair(example, options, plain_input(), 5, 6, picture, pair.image, pair.target);
  return pair;
}

/// The box of what is no background and not ignored.
Box object_in(const std::vector<std::int64_t>& target, int width) {
  Box box{1e9f, 1e9f, 0, 0};
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] <= 0) continue;
    const auto x = static_cast<float>(static_cast<int>(i) % width),
               y = static_cast<float>(static_cast<int>(i) / width);
    box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x + 1), std::max(box.y1, y + 1)};
  }
  return box;
}

const AugmentOptions kOptions{
    .crop_height = 30, .crop_width = 27, .flip = 0.5, .crop_at = CropAt::object, .object_only = true};

TEST(ObjectCrop, TheObjectIsInTheMiddleAndAlone) {
  const Example example = three_objects();
  int seen[3] = {};
  for (std::uint64_t picture = 0; picture < 200; ++picture) {
    const auto object = draw_object(example, 5, 6, picture);
    ASSERT_TRUE(object);
    const Pair pair = pair_of(example, kOptions, picture);
    const Box here = object_in(pair.target, 27);
    EXPECT_NEAR((here.x0 + here.x1) / 2, 13.5f, 1) << picture;
    EXPECT_NEAR((here.y0 + here.y1) / 2, 15.f, 1) << picture;
    EXPECT_EQ(here.width(), object->box.width());
    EXPECT_EQ(here.height(), object->box.height());
    const int which = object->box == kFirst ? 0 : object->box == kSecond ? 1 : 2;
    if (which == 2) {
      EXPECT_EQ(object->box, kThird);
    }
    ++seen[which];
    // All its pixels are there, of its class, and no others.
    const std::int64_t id = which == 2 ? 2 : 1;
    EXPECT_EQ(std::ranges::count(pair.target, id), static_cast<std::ptrdiff_t>(object->box.area()));
    EXPECT_EQ(std::ranges::count_if(pair.target, [&](auto t) { return t > 0 && t != id; }), 0);
  }
  // Classes are equally likely, and then the objects of one: 50, 50, 100, within four standard deviations.
  EXPECT_NEAR(seen[0], 50, 25);
  EXPECT_NEAR(seen[1], 50, 25);
  EXPECT_NEAR(seen[2], 100, 29);
}

TEST(ObjectCrop, ScaledPicturesToo) {
  const Example example = three_objects();
  AugmentOptions options = kOptions;
  options.scale_min = 1.4;
  options.scale_max = 1.6;
  for (std::uint64_t picture = 0; picture < 50; ++picture) {
    const Box here = object_in(pair_of(example, options, picture).target, 27);
    EXPECT_NEAR((here.x0 + here.x1) / 2, 13.5f, 1.5f) << picture;  // nearest neighbour rounds both ends
    EXPECT_NEAR((here.y0 + here.y1) / 2, 15.f, 1.5f) << picture;
  }
}

// With all labels, the crop is the same; other objects in it keep their classes.
TEST(ObjectCrop, OtherObjectsStayUnlessAlone) {
  const Example example = three_objects();
  AugmentOptions all = kOptions;
  all.object_only = false;
  bool met_others = false;
  for (std::uint64_t picture = 0; picture < 50; ++picture) {
    const Pair with = pair_of(example, all, picture), alone = pair_of(example, kOptions, picture);
    EXPECT_EQ(with.image, alone.image);
    for (std::size_t i = 0; i < with.target.size(); ++i) {
      if (with.target[i] == alone.target[i]) continue;
      EXPECT_EQ(alone.target[i], 0);
      met_others = true;
    }
  }
  EXPECT_TRUE(met_others);
}

// By hand: a window of 30 x 27 on a picture of 90 x 100; the object lies at its lower right corner.
TEST(ObjectCrop, AtTheBorderTheCropStaysInside) {
  AugmentPlan plan{.scaled = {90, 100}, .window = {30, 27}};
  centre_on({95, 86, 100, 90}, {90, 100}, plain_input(), plan);
  EXPECT_EQ(plan.top, 60);
  EXPECT_EQ(plan.left, 73);
  centre_on({0, 0, 2, 2}, {90, 100}, plain_input(), plan);
  EXPECT_EQ(plan.top, 0);
  EXPECT_EQ(plan.left, 0);
  InputRecipe input = plain_input();
  input.context = 5;  // surroundings belong to what may be cropped
  centre_on({0, 0, 2, 2}, {90, 100}, input, plan);
  EXPECT_EQ(plan.top, -5);
  EXPECT_EQ(plan.left, -5);
}

// By hand: a picture of 10 x 10 in a window of 30 x 27 lies within it, as near as that allows.
TEST(ObjectCrop, SmallPicturesLieWithinTheCrop) {
  AugmentPlan plan{.scaled = {10, 10}, .window = {30, 27}};
  centre_on({4, 0, 6, 2}, {10, 10}, plain_input(), plan);
  EXPECT_EQ(plan.top, -14);  // 1 - 15
  EXPECT_EQ(plan.left, -9);  // 5 - 13.5 = -8.5, rounded away from 0
}

TEST(ObjectCrop, WithoutObjectsCropsLieAnywhere) {
  Example example = three_objects();
  AugmentOptions random = kOptions;
  random.crop_at = CropAt::random;
  random.object_only = false;
  for (const bool has_labels : {true, false}) {
    if (has_labels)
      *example.labels = LabelMap(90, 100, 0);
    else
      example.labels.reset();
    for (std::uint64_t picture = 0; picture < 10; ++picture)
      EXPECT_EQ(pair_of(example, kOptions, picture), pair_of(example, random, picture));
  }
}

// Asking for objects disturbs no other decision.
TEST(ObjectCrop, DependsOnItsKeyOnly) {
  const Example example = three_objects();
  AugmentOptions random = kOptions;
  random.crop_at = CropAt::random;
  random.object_only = false;
  bool differed = false;
  for (std::uint64_t picture = 0; picture < 20; ++picture) {
    EXPECT_EQ(pair_of(example, kOptions, picture), pair_of(example, kOptions, picture));
    const AugmentPlan here = plan_training_pair(example, kOptions, plain_input(), 5, 6, picture),
                      there = plan_augment({90, 100}, random, plain_input(), 5, 6, picture);
    EXPECT_EQ(here.mirror, there.mirror);
    EXPECT_EQ(here.window, there.window);
    differed |= here.top != there.top || here.left != there.left;
  }
  EXPECT_TRUE(differed);
}

// Two instances of a class that touch are two objects; their class is what the labels say.
TEST(ObjectCrop, InstancesWhereThereAreSome) {
  Example example = three_objects();
  Mask left(90, 100), right(90, 100);
  for (int y = 30; y < 40; ++y)
    for (int x = 30; x < 41; ++x) (x < 35 ? left : right).inside[static_cast<std::size_t>(y * 100 + x)] = 1;
  example.instances = {{.mask = encode_rle(left), .class_id = 40},
                       {.mask = encode_rle(right), .class_id = 40}};
  int lefts = 0, rights = 0;
  for (std::uint64_t picture = 0; picture < 40; ++picture) {
    const auto object = draw_object(example, 5, 6, picture);
    ASSERT_TRUE(object);
    lefts += object->box == Box{30, 30, 35, 40};
    rights += object->box == Box{35, 30, 41, 40};
    const Pair pair = pair_of(example, kOptions, picture);
    EXPECT_EQ(std::ranges::count(pair.target, 1), static_cast<std::ptrdiff_t>(object->box.area()));
  }
  EXPECT_EQ(lefts + rights, 40);
  EXPECT_GT(lefts, 0);
  EXPECT_GT(rights, 0);
}

}  // namespace
}  // namespace perpixel
