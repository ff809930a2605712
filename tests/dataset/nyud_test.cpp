#include <gtest/gtest.h>

#include "dataset/convert.h"
#include "dataset/kinds.h"
#include "dataset/small_mat.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

// semantic.md 11.5: 40 classes, 1 wall ... 40 otherprop, 0 void.
TEST(Nyud, Has40ClassesCountedFromOne) {
  const ClassList list = nyud_classes();
  EXPECT_EQ(list.size(), 40u);
  EXPECT_EQ(list.classes[0].name, "wall");
  EXPECT_EQ(list.classes[23].name, "refridgerator");
  EXPECT_EQ(list.classes[39].name, "otherprop");
  EXPECT_EQ(list.train_id_of(40), 39);
  EXPECT_EQ(list.train_id_of(0), kIgnore);
}

TEST(Nyud, MatlabLabelsConvertAndPngLabelsOpen) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  set.picture("data/images/img_5001.png");
  write_mat<std::uint8_t>(set.at("segmentation/img_5001.mat"), "segmentation", {0, 40});
  set.pair("data/images/img_5002.png", "segmentation/img_5002.png", {2, 0});
  set.text("train.txt", "5001\n5002\n");
  set.text("test.txt", "5002\n");
  EXPECT_EQ(open_dataset(set.spec("nyud"), "test").load(0).labels->ids[0], 1);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("nyud"), "train"); }).code(), ErrorCode::unsupported);
  convert_dataset(set.spec("nyud"), set.at("out"));
  const Dataset train = open_dataset("folder:" + set.at("out").string() + ",val=0.0", "train");
  EXPECT_EQ(train.names, (std::vector<std::string>{"5001", "5002"}));
  EXPECT_EQ(train.load(0).labels->ids[0], kIgnore);
  EXPECT_EQ(train.load(0).labels->ids[1], 39);
}

TEST(Nyud, WhatAListNamesMustBeThere) {
  const SmallSet set;
  set.pair("images/img_1.png", "segmentation/img_1.png", {2});
  set.text("train.txt", "1\n2\n");
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("nyud"), "train"); }).code(), ErrorCode::missing_mate);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("nyud"), "trian"); }).code(), ErrorCode::dataset_layout);
}

}  // namespace
}  // namespace perpixel
