#include "evaluate/box_mask.h"

#include <gtest/gtest.h>

#include "dataset/objects.h"
#include "error/error.h"

namespace perpixel {
namespace {

// The true masks themselves score 1 for every class that occurs; masks of nothing score 0.
TEST(EvaluateBoxMasks, TruthIsPerfectAndNothingIsNot) {
  const Dataset objects = objects_of(open_dataset("scenes:task=instances,size=96,count=6", "train"));
  std::size_t next = 0;
  const auto truth = [&](const Image&, const Box& box, int class_id) {
    const Instance object = objects.load(next++).instances.at(0);
    EXPECT_EQ(object.box, box);
    EXPECT_EQ(object.class_id, class_id);
    return decode_rle(object.mask);
  };
  const BoxMaskEvaluation perfect = evaluate_box_masks(objects, truth, {.workers = 0});
  EXPECT_EQ(perfect.timing.pictures, objects.size());
  EXPECT_DOUBLE_EQ(perfect.scores.mean_over_classes(), 1);
  EXPECT_DOUBLE_EQ(perfect.scores.all().above_seven_tenths, 1);
  const auto nothing = [](const Image& picture, const Box&, int) {
    return Mask(picture.height(), picture.width());
  };
  EXPECT_DOUBLE_EQ(evaluate_box_masks(objects, nothing).scores.all().mean_iou, 0);
}

TEST(EvaluateBoxMasks, PicturesAreNotObjects) {
  const Dataset pictures = open_dataset("scenes:size=32,count=1", "train");
  EXPECT_THROW(evaluate_box_masks(pictures, {}), Error);
}

}  // namespace
}  // namespace perpixel
