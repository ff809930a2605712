#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

std::string yaml_of(const SmallSet& set, const std::string& text) {
  set.text("data.yaml", text);
  return set.at("data.yaml").string();
}

TEST(DataFile, FoldersPerSplitAndClasses) {
  const SmallSet set;
  set.pair("a/x/1.png", "a/y/1.png", {3, 4, 9});
  set.pair("b/x/2.png", "b/y/2.png", {4});
  const std::string data = yaml_of(set,
                                   "version: 1\n"
                                   "train: {images: a/x, masks: a/y}\n"
                                   "val: {images: b/x, masks: b/y}\n"
                                   "classes:\n"
                                   "  - {name: sky, id: 3}\n"
                                   "  - {name: sea, id: 4, thing: true}\n"
                                   "ignore: [9]\n");
  EXPECT_EQ(dataset_splits(data), (std::vector<std::string>{"train", "val"}));
  const Dataset train = open_dataset(data, "train");
  EXPECT_EQ(train.classes.names(), (std::vector<std::string>{"sky", "sea"}));
  EXPECT_EQ(train.load(0).labels->ids[2], kIgnore);
  EXPECT_EQ(open_dataset(data, "val").names, (std::vector<std::string>{"2"}));
}

TEST(DataFile, OneFolderPairWithARule) {
  const SmallSet set;
  for (int i = 0; i < 5; ++i) set.pair("x/" + std::to_string(i) + ".png", "y/" + std::to_string(i) + ".png");
  const std::string data = yaml_of(set, "images: x\nmasks: y\nval: 1-2\n");
  EXPECT_EQ(open_dataset(data, "val").names, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(open_dataset(data + ",missing=skip", "train").size(), 3u);
}

TEST(DataFile, ListsOfPairs) {
  const SmallSet set;
  set.pair("p/0.png", "q/0.png");
  set.pair("r/0.png", "s/0.png");
  set.text("train.txt", "p/0.png q/0.png\nr/0.png s/0.png\n");
  const std::string data = yaml_of(set, "train: train.txt\n");
  EXPECT_EQ(open_dataset(data, "train").names.size() + open_dataset(data, "val").names.size(), 2u);
  EXPECT_EQ(open_dataset(data, "all").names, (std::vector<std::string>{"p/0", "r/0"}));
}

TEST(DataFile, AnotherKindWithItsOptionsAndATable) {
  const SmallSet set;
  set.text("cam/train.txt", "a\n");
  set.pair("cam/train/a.png", "cam/trainannot/a.png", {1, 2});
  const std::string data =
      yaml_of(set, "kind: camvid\npath: cam\nclasses: [{name: p, id: 1}, {name: q, id: 2}]\n");
  const Dataset train = open_dataset(data, "train");
  EXPECT_EQ(train.classes.names(), (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(train.load(0).labels->ids[0], 0);
}

TEST(DataFile, MistakesNameFileAndLine) {
  const SmallSet set;
  const auto refused = [&](const std::string& text) {
    return error_of([&] { open_dataset(yaml_of(set, text), "train"); });
  };
  const Error unknown = refused("version: 1\ntrian: x\n");
  EXPECT_EQ(unknown.code(), ErrorCode::unknown_key);
  EXPECT_TRUE(holds(unknown.what(), "data.yaml:2: unknown key `trian`")) << unknown.what();
  EXPECT_TRUE(holds(unknown.hint(), "train"));
  EXPECT_TRUE(
      holds(refused("train: {images: none, masks: none}\n").what(), "data.yaml:1: `images`: no folder"));
  EXPECT_EQ(refused("train: none.txt\n").code(), ErrorCode::file_not_found);
  EXPECT_EQ(refused("kind: camvdi\n").code(), ErrorCode::bad_value);
  EXPECT_EQ(refused("version: 9\n").code(), ErrorCode::newer_version);
  EXPECT_EQ(error_of([&] { open_dataset(set.at("none.yaml").string(), "train"); }).code(),
            ErrorCode::file_not_found);
}

}  // namespace
}  // namespace perpixel
