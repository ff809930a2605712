#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

TEST(ImageNet, AFolderPerClass) {
  const SmallSet set;
  for (const char* name : {"train/n02/a.jpg", "train/n02/b.jpg", "train/n10/a.jpg", "val/n10/c.jpg"})
    set.picture(name);
  const Dataset train = open_dataset(set.spec("imagenet"), "train");
  EXPECT_TRUE(train.is_classification);
  EXPECT_EQ(train.classes.names(), (std::vector<std::string>{"n02", "n10"}));
  EXPECT_EQ(train.names, (std::vector<std::string>{"n02/a", "n02/b", "n10/a"}));
  EXPECT_EQ(train.load(2).image_class, 1);
  EXPECT_FALSE(train.load(2).labels);
  // val lacks a class: the numbers stay train's.
  const Dataset val = open_dataset(set.spec("imagenet"), "val");
  EXPECT_EQ(val.load(0).image_class, 1);
}

TEST(ImageNet, WithoutSplitsEveryClassGivesItsShare) {
  const SmallSet set;
  for (const char* c : {"cat", "dog"}) {
    for (int i = 0; i < 6; ++i) set.picture(std::string(c) + "/" + std::to_string(i) + ".png");
  }
  EXPECT_EQ(open_dataset(set.spec("imagenet"), "train").size(), 10u);
  EXPECT_EQ(open_dataset(set.spec("imagenet"), "val").names, (std::vector<std::string>{"cat/5", "dog/5"}));
  EXPECT_EQ(open_dataset(set.spec("imagenet", ",val=0.5"), "val").size(), 6u);
}

TEST(ImageNet, TrainAloneGivesValItsShare) {
  const SmallSet set;
  for (int i = 0; i < 6; ++i) set.picture("train/cat/" + std::to_string(i) + ".png");
  EXPECT_EQ(open_dataset(set.spec("imagenet"), "train").size(), 5u);
  EXPECT_EQ(open_dataset(set.spec("imagenet"), "val").size(), 1u);
}

TEST(ImageNet, AClassThatTrainDoesNotKnowIsRefused) {
  const SmallSet set;
  set.picture("train/cat/a.png");
  set.picture("val/cats/a.png");
  const Error error = error_of([&] { open_dataset(set.spec("imagenet"), "val"); });
  EXPECT_EQ(error.code(), ErrorCode::dataset_layout);
  EXPECT_TRUE(holds(error.what(), "class cats does not exist in train")) << error.what();
  EXPECT_TRUE(holds(error.hint(), "cat")) << error.hint();
}

TEST(ImageNet, NoClassFolders) {
  const SmallSet set;
  set.picture("a.png");
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("imagenet"), "train"); }).code(), ErrorCode::dataset_layout);
}

}  // namespace
}  // namespace perpixel
