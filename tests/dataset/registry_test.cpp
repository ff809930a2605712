#include <gtest/gtest.h>

#include <set>

#include "dataset/dataset.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

TEST(Registry, KindsHaveDifferentNamesAndSayTheirLayout) {
  std::set<std::string> names;
  for (const DatasetKind& kind : dataset_kinds()) {
    EXPECT_TRUE(names.insert(kind.kind).second);
    EXPECT_NE(std::string(kind.layout), "");
    EXPECT_NE(kind.open, nullptr);
    EXPECT_NE(kind.splits, nullptr);
    EXPECT_EQ(&dataset_kind(kind.kind), &kind);
  }
  for (const char* wanted : {"camvid", "voc", "cityscapes", "sbd", "context", "siftflow", "nyud", "ade20k",
                             "kitti", "membrane", "imagenet", "folder", "scenes"}) {
    EXPECT_TRUE(names.contains(wanted)) << wanted;
  }
}

TEST(Registry, ScenesOpenWithoutAnyFile) {
  const Dataset data = open_dataset("scenes:count=3,size=32,seed=5", "train");
  EXPECT_EQ(data.size(), 3u);
  const Example example = data.load(1);
  EXPECT_EQ(example.name, data.names[1]);
  EXPECT_EQ(example.image.height(), 32);
  ASSERT_TRUE(example.labels);
  EXPECT_TRUE(data.files(0).empty());
  EXPECT_EQ(dataset_splits("scenes"), (std::vector<std::string>{"train", "val", "test"}));
}

}  // namespace
}  // namespace perpixel
