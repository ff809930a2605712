#include <gtest/gtest.h>

#include <set>

#include "dataset/kinds.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

const std::string kRoot = "ADEChallengeData2016/";

void make_set(const SmallSet& set) {
  set.pair(kRoot + "images/training/ADE_train_00000001.jpg",
           kRoot + "annotations/training/ADE_train_00000001.png", {0, 1, 150});
  set.pair(kRoot + "images/validation/ADE_val_00000001.jpg",
           kRoot + "annotations/validation/ADE_val_00000001.png", {13});
}

// semantic.md 11.7: 150 classes, 1..150 in files, 0 ignored.
TEST(Ade20k, Has150DifferentClassesCountedFromOne) {
  const ClassList list = ade20k_classes();
  const std::vector<std::string> names = list.names();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 150u);
  EXPECT_EQ(names[0], "wall");
  EXPECT_EQ(names[12], "person");
  EXPECT_EQ(names[149], "flag");
  EXPECT_EQ(list.train_id_of(150), 149);
  EXPECT_EQ(list.train_id_of(0), kIgnore);
  EXPECT_EQ(list.train_id_of(151), std::nullopt);
}

TEST(Ade20k, TrainingAndValidationOpenAsTrainAndVal) {
  const SmallSet set;
  make_set(set);
  EXPECT_EQ(dataset_splits(set.spec("ade20k")), (std::vector<std::string>{"train", "val"}));
  const Example example = open_dataset(set.spec("ade20k"), "train").load(0);
  EXPECT_EQ(example.name, "ADE_train_00000001");
  EXPECT_EQ((std::vector<ClassId>{example.labels->ids.begin(), example.labels->ids.begin() + 3}),
            (std::vector<ClassId>{kIgnore, 0, 149}));
  EXPECT_EQ(open_dataset("ade20k:" + set.at(kRoot).string(), "val").load(0).labels->ids[0], 12);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("ade20k"), "test"); }).code(), ErrorCode::dataset_layout);
}

TEST(Ade20k, ObjectInfoGivesNamesAndThings) {
  const SmallSet set;
  make_set(set);
  set.text(kRoot + "objectInfo150.txt",
           "Idx\tRatio\tTrain\tVal\tStuff\tName\n1\t0.15\t11664\t1172\t1\twall\n"
           "13\t0.01\t5000\t400\t0\tperson, individual, someone\r\n"
           "151\t0\t0\t0\t0\ttoo many\n-2\t0\t0\t0\t0\tnegative\n99999999999999\t0\t0\t0\t0\thuge\nshort\n");
  const ClassList list = open_dataset(set.spec("ade20k"), "val").classes;
  EXPECT_EQ(list.size(), 150u);
  EXPECT_EQ(list.classes[12].name, "person");
  EXPECT_TRUE(list.classes[12].is_thing);
  EXPECT_FALSE(list.classes[0].is_thing);
}

}  // namespace
}  // namespace perpixel
