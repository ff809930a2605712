#include "metric/top_k.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "error/error.h"

namespace perpixel {
namespace {

// By hand: ranks of the true class are 1, 5 and 6 among 7 classes.
TEST(TopKAccuracy, CountsTheBestOneAndTheBestFive) {
  const std::vector<float> scores{0.7f, 0.6f, 0.5f, 0.4f, 0.3f, 0.2f, 0.1f};
  TopKAccuracy accuracy;
  accuracy.add(scores, 0);
  accuracy.add(scores, 4);
  accuracy.add(scores, 5);
  EXPECT_EQ(accuracy.pictures(), 3u);
  EXPECT_DOUBLE_EQ(accuracy.top1(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(accuracy.top5(), 2.0 / 3);
}

TEST(TopKAccuracy, TiesCountAgainst) {
  TopKAccuracy constant;
  constant.add(std::vector<float>(6, 0.5f), 0);
  EXPECT_EQ(constant.top1(), 0);
  EXPECT_EQ(constant.top5(), 0);
  TopKAccuracy pair;
  pair.add(std::vector<float>{1, 1, 0}, 0);  // one equal rival: second at best
  EXPECT_EQ(pair.top1(), 0);
  EXPECT_EQ(pair.top5(), 1);
}

TEST(TopKAccuracy, NotANumberCountsAgainst) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  TopKAccuracy accuracy;
  accuracy.add(std::vector<float>{1, nan}, 0);
  accuracy.add(std::vector<float>{nan, 0}, 0);
  EXPECT_EQ(accuracy.top1(), 0);
}

TEST(TopKAccuracy, MergesAndRefusesForeignClasses) {
  TopKAccuracy a, b;
  EXPECT_TRUE(std::isnan(a.top1()));
  a.add(std::vector<float>{1, 0}, 0);
  b.add(std::vector<float>{1, 0}, 1);
  a.merge(b);
  EXPECT_DOUBLE_EQ(a.top1(), 0.5);
  EXPECT_THROW(a.add(std::vector<float>{1, 0}, 2), Error);
}

}  // namespace
}  // namespace perpixel
