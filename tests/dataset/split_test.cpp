#include "dataset/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "dataset/small_set.h"
#include "file/file.h"

namespace perpixel {
namespace {

void make_set(const SmallSet& set, int count) {
  for (int i = 0; i < count; ++i) {
    const std::string name = std::to_string(i) + ".png";
    set.pair("in/images/" + name, "in/masks/" + name, {0, 255});
  }
}

std::string input(const SmallSet& set) { return "folder:" + set.at("in").string(); }

TEST(Split, ListsThatOpenAsADataFile) {
  const SmallSet set;
  make_set(set, 20);
  const auto parts = split_dataset(input(set), set.at("out"), {.val = 0.25, .test = 0.1, .seed = 3});
  ASSERT_EQ(parts.size(), 3u);
  const std::string data = set.at("out/data.yaml").string();
  EXPECT_EQ(dataset_splits(data), (std::vector<std::string>{"train", "val", "test"}));
  std::set<std::string> seen;
  for (const auto& [split, count] :
       std::vector<std::pair<std::string, std::size_t>>{{"train", 13}, {"val", 5}, {"test", 2}}) {
    const Dataset part = open_dataset(data, split);
    EXPECT_EQ(part.size(), count);
    EXPECT_EQ(part.classes.names(), (std::vector<std::string>{"class_0", "class_255"}));
    EXPECT_EQ(part.load(0).labels->ids[1], 1);
    seen.insert(part.names.begin(), part.names.end());
  }
  EXPECT_EQ(seen.size(), 20u);
}

TEST(Split, TheSeedDecidesAndNothingElse) {
  const SmallSet set;
  make_set(set, 20);
  split_dataset(input(set), set.at("a"), {.seed = 1});
  split_dataset(input(set), set.at("b"), {.seed = 1});
  split_dataset(input(set), set.at("c"), {.seed = 2});
  EXPECT_EQ(read_text_file(set.at("a/val.txt")), read_text_file(set.at("b/val.txt")));
  EXPECT_NE(read_text_file(set.at("a/val.txt")), read_text_file(set.at("c/val.txt")));
}

TEST(Split, CopiesOpenAsAFolderSet) {
  const SmallSet set;
  make_set(set, 6);
  split_dataset(input(set), set.at("out"), {.copy = true});
  const std::string data = "folder:" + set.at("out").string();
  EXPECT_EQ(open_dataset(data, "train").size(), 5u);
  EXPECT_EQ(open_dataset(data, "val").size(), 1u);
  EXPECT_EQ(open_dataset(data, "val").classes.names(), (std::vector<std::string>{"class_0", "class_255"}));
}

TEST(Split, SharesOutOfRangeAndSetsWithoutMasks) {
  const SmallSet set;
  make_set(set, 3);
  EXPECT_EQ(error_of([&] { split_dataset(input(set), set.at("o"), {.val = 0.6, .test = 0.4}); }).code(),
            ErrorCode::bad_value);
  EXPECT_EQ(error_of([&] { split_dataset("scenes:count=3,size=16", set.at("o"), {}); }).code(),
            ErrorCode::unsupported);
  EXPECT_FALSE(std::filesystem::exists(set.at("o")));
}

TEST(Split, AnEarlierDivisionIsReplacedOnlyWhenAsked) {
  const SmallSet set;
  make_set(set, 12);
  split_dataset(input(set), set.at("out"), {.test = 0.2, .seed = 1});
  const std::string before = read_text_file(set.at("out/train.txt"));
  EXPECT_EQ(error_of([&] { split_dataset(input(set), set.at("out"), {.seed = 2}); }).code(),
            ErrorCode::cannot_write);
  EXPECT_EQ(read_text_file(set.at("out/train.txt")), before);
  split_dataset(input(set), set.at("out"), {.seed = 2, .overwrite = true});
  EXPECT_NE(read_text_file(set.at("out/train.txt")), before);
  EXPECT_FALSE(std::filesystem::exists(set.at("out/test.txt")));
  EXPECT_EQ(dataset_splits(set.at("out/data.yaml").string()), (std::vector<std::string>{"train", "val"}));
}

TEST(Split, ErrorsLeaveNothingBehind) {
  const SmallSet set;
  make_set(set, 6);
  set.text("other/x.txt", "x");
  EXPECT_EQ(error_of([&] { split_dataset(input(set), set.at("other"), {.copy = true}); }).code(),
            ErrorCode::dataset_layout);
  set.text("in/masks/5.png", "cut off");
  set.text("in/classes.yaml", "classes: [{name: sky, id: 0}]\n");
  error_of([&] { split_dataset(input(set), set.at("out"), {.copy = true}); });
  EXPECT_FALSE(std::filesystem::exists(set.at("out")));
  std::filesystem::rename(set.at("in"), set.at("in with space"));
  error_of([&] { split_dataset("folder:" + set.at("in with space").string(), set.at("out"), {}); });
  EXPECT_FALSE(std::filesystem::exists(set.at("out")));
}

}  // namespace
}  // namespace perpixel
