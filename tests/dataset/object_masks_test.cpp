#include "dataset/object_masks.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

// By hand: object 1 has two pixels of class 3 and one of class 2; object 4 only void; 255 is void, 0 none.
TEST(ObjectMasks, ClassByMajorityWithoutVoid) {
  Image indices(2, 4, 1);
  const std::vector<std::uint8_t> values{0, 1, 1, 255, 4, 1, 2, 2};
  std::copy(values.begin(), values.end(), indices.samples<std::uint8_t>().begin());
  LabelMap labels(2, 4);
  labels.ids = {0, 3, 2, kIgnore, kIgnore, 3, 5, kIgnore};
  const std::vector<Instance> objects = objects_from_indices(indices, labels, "a.png");
  ASSERT_EQ(objects.size(), 2u);
  EXPECT_EQ(objects[0].class_id, 3);
  EXPECT_EQ(objects[0].box, (Box{1, 0, 3, 2}));
  EXPECT_EQ(decode_rle(objects[0].mask).inside, (std::vector<std::uint8_t>{0, 1, 1, 0, 0, 1, 0, 0}));
  EXPECT_EQ(objects[1].class_id, 5);
  EXPECT_EQ(objects[1].box, (Box{2, 1, 4, 2}));
}

TEST(ObjectMasks, SizesAndChannelsAreChecked) {
  EXPECT_THROW(objects_from_indices(Image(2, 2, 1), LabelMap(2, 3), "a.png"), Error);
  EXPECT_THROW(objects_from_indices(Image(2, 2, 3), LabelMap(2, 2), "a.png"), Error);
}

}  // namespace
}  // namespace perpixel
