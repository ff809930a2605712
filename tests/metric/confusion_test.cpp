#include "metric/confusion.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "error/error.h"

namespace perpixel {
namespace {

LabelMap map_of(int height, int width, std::vector<ClassId> ids) {
  LabelMap map(height, width);
  map.ids = std::move(ids);
  return map;
}

LabelMap random_map(int height, int width, int classes) {
  LabelMap map(height, width);
  for (ClassId& id : map.ids) {
    const int value = std::rand() % (classes + 1);
    id = value == classes ? kIgnore : static_cast<ClassId>(value);
  }
  return map;
}

TEST(ConfusionMatrix, CountsByTruthAndPrediction) {
  ConfusionMatrix confusion(2);
  // By hand: pixels (0,0) (0,1) (1,1) | (ignored) (1,none) (0,none).
  confusion.add(map_of(2, 3, {0, 0, 1, kIgnore, 1, 0}), map_of(2, 3, {0, 1, 1, 0, kIgnore, kIgnore}));
  EXPECT_EQ(confusion.at(0, 0), 1u);
  EXPECT_EQ(confusion.at(0, 1), 1u);
  EXPECT_EQ(confusion.at(0, 2), 1u);  // the column of unlabelled pixels
  EXPECT_EQ(confusion.at(1, 0), 0u);
  EXPECT_EQ(confusion.at(1, 1), 1u);
  EXPECT_EQ(confusion.at(1, 2), 1u);
  EXPECT_EQ(confusion.truth_pixels(0), 3u);
  EXPECT_EQ(confusion.predicted_pixels(1), 2u);
  EXPECT_EQ(confusion.pixels(), 5u);
}

// Property: run-wise counting equals pixel by pixel counting, ignored pixels left out.
TEST(ConfusionMatrix, RunsCountLikeSinglePixels) {
  const LabelMap truth = random_map(31, 17, 3), prediction = random_map(31, 17, 3);
  ConfusionMatrix whole(3), single(3);
  whole.add(truth, prediction);
  for (std::size_t i = 0; i < truth.ids.size(); ++i)
    if (truth.ids[i] != kIgnore) single.add(truth.ids[i], prediction.ids[i], 1);
  EXPECT_EQ(whole, single);
}

// Property: two halves merged equal the whole.
TEST(ConfusionMatrix, MergeAddsParts) {
  const LabelMap t1 = random_map(8, 8, 4), p1 = random_map(8, 8, 4), t2 = random_map(5, 9, 4),
                 p2 = random_map(5, 9, 4);
  ConfusionMatrix both(4), first(4), second(4);
  both.add(t1, p1);
  both.add(t2, p2);
  first.add(t1, p1);
  second.add(t2, p2);
  first.merge(second);
  EXPECT_EQ(first, both);
}

TEST(ConfusionMatrix, CountsPastThirtyTwoBits) {
  ConfusionMatrix confusion(1);
  confusion.add(0, 0, 0xFFFFFFFFu);
  confusion.add(map_of(1, 1, {0}), map_of(1, 1, {0}));
  EXPECT_EQ(confusion.at(0, 0), std::uint64_t{1} << 32);
}

TEST(ConfusionMatrix, RefusesUnknownIdsByPixelAndAddsNothing) {
  ConfusionMatrix confusion(2);
  try {
    confusion.add(map_of(2, 2, {0, 1, 0, 7}), map_of(2, 2, {0, 0, 0, 0}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::label_not_in_table);
    EXPECT_STREQ(error.what(), "truth: value 7 at x=1, y=1 is not one of the 2 classes");
  }
  EXPECT_EQ(confusion.pixels(), 0u);
}

TEST(ConfusionMatrix, RefusesDifferentSizes) {
  ConfusionMatrix confusion(2);
  try {
    confusion.add(LabelMap(2, 3), LabelMap(3, 2));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::size_mismatch);
    EXPECT_STREQ(error.what(), "the truth is 3x2, the prediction 2x3 (width x height)");
  }
  EXPECT_THROW(confusion.merge(ConfusionMatrix(3)), Error);
  EXPECT_THROW(ConfusionMatrix(0), Error);
}

}  // namespace
}  // namespace perpixel
