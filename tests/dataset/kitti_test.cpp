#include <gtest/gtest.h>

#include "dataset/kinds.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

// By hand: six pictures, of which the last is val.
TEST(Kitti, TheOfficialSetHasCityscapesIds) {
  const SmallSet set;
  for (int i = 0; i < 6; ++i) {
    const std::string name = "00000" + std::to_string(i) + "_10.png";
    set.pair("training/image_2/" + name, "training/semantic/" + name, {7, 26, 0});
  }
  set.picture("testing/image_2/000000_10.png");
  EXPECT_EQ(dataset_splits(set.spec("kitti")), (std::vector<std::string>{"train", "val", "test"}));
  const Dataset train = open_dataset(set.spec("kitti"), "train");
  EXPECT_EQ(train.size(), 5u);
  EXPECT_EQ(train.classes.names(), cityscapes_classes(true).names());
  const Example example = train.load(0);
  EXPECT_EQ((std::vector<ClassId>{example.labels->ids.begin(), example.labels->ids.begin() + 3}),
            (std::vector<ClassId>{0, 13, kIgnore}));
  EXPECT_EQ(open_dataset(set.spec("kitti"), "val").names, (std::vector<std::string>{"000005_10"}));
  EXPECT_EQ(open_dataset(set.spec("kitti", ",val=0.5"), "val").size(), 3u);
  const Dataset test = open_dataset(set.spec("kitti"), "test");
  EXPECT_EQ(test.size(), 1u);
  EXPECT_FALSE(test.load(0).labels);
}

// Order of semantic.md 9: building, tree, sky, car, ..., bicyclist.
TEST(Kitti, RosClassesAreColours) {
  const SmallSet set;
  set.picture("Training_00/RGB/a.png");
  set.color_mask("Training_00/GT/a.png", {{128, 0, 0}, {0, 0, 192}, {0, 0, 0}});
  const std::string spec = set.spec("kitti", ",labels=ros");
  EXPECT_EQ(dataset_splits(spec), (std::vector<std::string>{"train"}));
  const Dataset train = open_dataset(spec, "train");
  EXPECT_EQ(train.classes.size(), 11u);
  const Example example = train.load(0);
  EXPECT_EQ((std::vector<ClassId>{example.labels->ids.begin(), example.labels->ids.begin() + 3}),
            (std::vector<ClassId>{0, 9, kIgnore}));
  EXPECT_EQ(error_of([&] { open_dataset(spec, "val"); }).code(), ErrorCode::dataset_layout);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("kitti"), "train"); }).code(), ErrorCode::dataset_layout);
}

}  // namespace
}  // namespace perpixel
