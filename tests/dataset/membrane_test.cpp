#include <gtest/gtest.h>

#include "dataset/kinds.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

void make_slices(const SmallSet& set, int count, const std::string& folder = "") {
  for (int i = 0; i < count; ++i)
    set.pair(folder + "image/" + std::to_string(i) + ".png", folder + "label/" + std::to_string(i) + ".png",
             {0, 255});
}

TEST(Membrane, TrainsOnSlices0To19AndValidatesOn20To23) {
  const SmallSet set;
  make_slices(set, 24);
  const Dataset train = open_dataset(set.spec("membrane"), "train"),
                val = open_dataset(set.spec("membrane"), "val");
  EXPECT_EQ(train.size(), 20u);
  EXPECT_EQ(train.names.back(), "19");
  EXPECT_EQ(val.names, (std::vector<std::string>{"20", "21", "22", "23"}));
  EXPECT_EQ(val.classes.names(), (std::vector<std::string>{"membrane", "cell"}));
  const Example example = val.load(0);
  EXPECT_EQ(example.labels->ids[0], 0);
  EXPECT_EQ(example.labels->ids[1], 1);
}

TEST(Membrane, AnotherRuleFewerSlicesAndATestFolder) {
  const SmallSet set;
  make_slices(set, 6, "train/");
  set.picture("test/image/0.png");
  EXPECT_EQ(dataset_splits(set.spec("membrane")), (std::vector<std::string>{"train", "val", "test"}));
  EXPECT_EQ(open_dataset(set.spec("membrane"), "val").names, (std::vector<std::string>{"5"}));
  EXPECT_EQ(open_dataset(set.spec("membrane", ",val=0-1"), "val").size(), 2u);
  EXPECT_FALSE(open_dataset(set.spec("membrane"), "test").load(0).labels);
  EXPECT_EQ(error_of([&] { open_dataset("membrane:" + set.at("test").string(), "train"); }).code(),
            ErrorCode::dataset_layout);
}

}  // namespace
}  // namespace perpixel
