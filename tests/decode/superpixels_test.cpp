#include "decode/superpixels.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

/// 0 0 1
/// 2 2 1
const Superpixels kThree{2, 3, 3, {0, 0, 1, 2, 2, 1}};

TEST(Superpixels, SizesByHand) { EXPECT_EQ(superpixel_sizes(kThree), (std::vector<int>{2, 2, 2})); }

TEST(Superpixels, NeighboursByHand) {
  EXPECT_EQ(superpixel_neighbours(kThree), (std::vector<std::vector<std::int32_t>>{{1, 2}, {0, 2}, {0, 1}}));
  // Corners do not count.
  EXPECT_EQ(superpixel_neighbours({2, 2, 4, {0, 1, 2, 3}}),
            (std::vector<std::vector<std::int32_t>>{{1, 2}, {0, 3}, {0, 3}, {1, 2}}));
}

TEST(Superpixels, BoxesByHand) {
  EXPECT_EQ(superpixel_boxes(kThree), (std::vector<PixelBox>{{0, 0, 1, 2}, {0, 2, 2, 1}, {1, 0, 1, 2}}));
  // A row of five, a pixel each.
  const Superpixels row{1, 5, 5, {0, 1, 2, 3, 4}};
  EXPECT_EQ(neighbourhood_boxes(row, 0), superpixel_boxes(row));
  EXPECT_EQ(neighbourhood_boxes(row, 1),
            (std::vector<PixelBox>{{0, 0, 1, 2}, {0, 0, 1, 3}, {0, 1, 1, 3}, {0, 2, 1, 3}, {0, 3, 1, 2}}));
  EXPECT_EQ(neighbourhood_boxes(row, 3)[0], (PixelBox{0, 0, 1, 4}));
  for (const PixelBox& box : neighbourhood_boxes(row, 100)) EXPECT_EQ(box, (PixelBox{0, 0, 1, 5}));
}

TEST(Superpixels, MajorityTiesGoToTheLowerClassAndVoidDoesNotVote) {
  LabelMap labels(2, 3);
  labels.ids = {5, 4, kIgnore, kIgnore, 3, kIgnore};
  EXPECT_EQ(majority_labels(kThree, labels), (std::vector<ClassId>{4, kIgnore, 3}));
  EXPECT_THROW(majority_labels(kThree, LabelMap(3, 2)), Error);
}

TEST(Superpixels, MeansByHand) {
  const Tensor features = Tensor::from({1, 2, 2, 3}, {1, 2, 3, 4, 5, 6, 0, 0, 1, 0, 4, 2});
  const Tensor mean = mean_features(kThree, features);
  EXPECT_EQ(mean.shape(), (Shape{3, 2}));
  const auto values = mean.floats();
  EXPECT_EQ(std::vector<float>(values.begin(), values.end()), (std::vector<float>{1.5, 0, 4.5, 1.5, 4.5, 2}));
  EXPECT_THROW(mean_features(kThree, Tensor::zeros({1, 2, 3, 2})), Error);
}

TEST(Superpixels, PaintingInvertsTheMajority) {
  const LabelMap painted = paint_superpixels(kThree, {8, 9, kIgnore});
  EXPECT_EQ(painted.ids, (std::vector<ClassId>{8, 8, 9, kIgnore, kIgnore, 9}));
  EXPECT_THROW(paint_superpixels(kThree, {1}), Error);
}

}  // namespace
}  // namespace perpixel
