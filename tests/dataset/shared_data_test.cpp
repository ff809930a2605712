// Real pictures, when a copy lies beside the project; passed over otherwise.
#include <gtest/gtest.h>

#include "dataset/check.h"
#include "dataset/dataset.h"
#include "dataset/small_set.h"
#include "dataset/statistics.h"

namespace perpixel {
namespace {

std::string shared(const std::string& name) { return PERPIXEL_SOURCE_DIR "/../shared/data/" + name; }
bool is_there(const std::string& name) { return std::filesystem::exists(shared(name)); }

// SegNet's release: 367 and 101 pictures of 480x360.
TEST(SharedData, CamVidHasItsPublishedCounts) {
  if (!is_there("camvid/train.txt")) GTEST_SKIP() << "no " << shared("camvid");
  const Dataset train = open_dataset("camvid:" + shared("camvid"), "train");
  EXPECT_EQ(train.size(), 367u);
  EXPECT_EQ(open_dataset("camvid:" + shared("camvid"), "val").size(), 101u);
  const Example example = train.load(0);
  EXPECT_EQ(example.image.width(), 480);
  EXPECT_EQ(example.labels->height, 360);
}

// Recomputed from the labels that SegNet's authors ship, four decimals (the list in their training
// configuration differs).
TEST(SharedData, CamVidMedianFrequencyWeightsAreSegNetsSlow) {
  if (!is_there("camvid/train.txt")) GTEST_SKIP() << "no " << shared("camvid");
  const DataStatistics s = statistics_of(open_dataset("camvid:" + shared("camvid"), "train"));
  const std::vector<double> published{0.2793, 0.2017, 4.7865, 0.1490, 1.0000, 0.4217,
                                      3.8467, 1.9736, 0.7889, 6.3747, 8.8587};
  ASSERT_EQ(s.classes.size(), published.size());
  for (std::size_t c = 0; c < published.size(); ++c)
    EXPECT_NEAR(s.classes[c].weight, published[c], 5e-5) << c;
}

TEST(SharedData, MembraneOpensWithoutATable) {
  if (!is_there("membrane/image")) GTEST_SKIP() << "no " << shared("membrane");
  const std::string data = "folder:" + shared("membrane");
  const Dataset val = open_dataset(data + ",val=20-23", "val");
  EXPECT_EQ(val.names, (std::vector<std::string>{"20", "21", "22", "23"}));
  EXPECT_EQ(val.classes.names(), (std::vector<std::string>{"class_0", "class_255"}));
  EXPECT_EQ(open_dataset(data, "train").size(), 20u);
  EXPECT_TRUE(check_dataset(data).ok());
}

}  // namespace
}  // namespace perpixel
