#include "train/picture_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "error/error.h"

namespace perpixel {
namespace {

// Property: every epoch is a permutation, and two epochs differ.
TEST(ShuffledOrder, EachEpochIsAPermutation) {
  ShuffledOrder order(7, 50);
  std::vector<std::int64_t> first, second;
  for (int i = 0; i < 50; ++i) first.push_back(order.at(i).picture);
  for (int i = 50; i < 100; ++i) {
    second.push_back(order.at(i).picture);
    EXPECT_EQ(order.at(i).epoch, 1);
  }
  EXPECT_NE(first, second);
  for (auto* epoch : {&first, &second}) {
    std::ranges::sort(*epoch);
    for (int i = 0; i < 50; ++i) EXPECT_EQ((*epoch)[static_cast<std::size_t>(i)], i);
  }
}

// Property: the place depends on (seed, position) only, not on what was asked before.
TEST(ShuffledOrder, DoesNotDependOnHistory) {
  ShuffledOrder a(7, 50), b(7, 50);
  for (int i = 0; i < 500; ++i) a.at(i);
  EXPECT_EQ(a.at(123).picture, b.at(123).picture);
}

// By hand: 10,000 draws of 10 pictures give each 1000 +- 150 (five standard deviations of 30).
TEST(RandomOrder, DrawsEveryPictureEquallyOftenAndWithReplacement) {
  const RandomOrder order(3, 10);
  std::vector<int> counts(10);
  std::set<std::int64_t> first_ten;
  for (int i = 0; i < 10000; ++i) ++counts[static_cast<std::size_t>(order.at(i).picture)];
  for (const int count : counts) EXPECT_NEAR(count, 1000, 150);
  for (int i = 0; i < 10; ++i) first_ten.insert(order.at(i).picture);
  EXPECT_LT(first_ten.size(), 10u);  // a permutation has chance 10!/10^10 = 0.04 %
  EXPECT_EQ(order.at(7).epoch, 7);
  std::vector<std::int64_t> own, other;
  for (int i = 0; i < 20; ++i)
    own.push_back(order.at(i).picture), other.push_back(RandomOrder(4, 10).at(i).picture);
  EXPECT_NE(own, other);
}

/// 100 pictures: class 0 in all, class 1 in 10 .. 19, class 2 in 99 only, class 3 in none.
std::vector<std::vector<std::int64_t>> unequal() {
  std::vector<std::vector<std::int64_t>> pictures(4);
  for (std::int64_t i = 0; i < 100; ++i) pictures[0].push_back(i);
  for (std::int64_t i = 10; i < 20; ++i) pictures[1].push_back(i);
  pictures[2] = {99};
  return pictures;
}

// By hand: in 300 positions each of the three classes is drawn 100 times: class 2 gives picture 99 100 times,
// class 1 each of its ten 10 times, class 0 everything once.
TEST(BalancedOrder, EveryClassIsDrawnEquallyOften) {
  BalancedOrder order(7, unequal());
  for (const std::int64_t start : {0, 300}) {
    std::vector<int> counts(100);
    for (std::int64_t i = start; i < start + 300; ++i)
      ++counts[static_cast<std::size_t>(order.at(i).picture)];
    for (std::size_t i = 0; i < 100; ++i)
      EXPECT_EQ(counts[i], i == 99 ? 101 : i >= 10 && i < 20 ? 11 : 1) << i;
  }
}

// Property: a function of seed and position; a picture that comes again has another key.
TEST(BalancedOrder, DoesNotDependOnHistory) {
  BalancedOrder a(7, unequal()), b(7, unequal()), other(8, unequal());
  std::vector<std::int64_t> forwards, backwards, of_other;
  for (int i = 0; i < 900; ++i) forwards.push_back(a.at(i).picture);
  for (int i = 900; i-- > 0;) backwards.push_back(b.at(i).picture);
  for (int i = 0; i < 900; ++i) of_other.push_back(other.at(i).picture);
  std::ranges::reverse(backwards);
  EXPECT_EQ(forwards, backwards);
  EXPECT_NE(forwards, of_other);
  std::set<std::pair<std::int64_t, std::int64_t>> keys;
  for (int i = 0; i < 900; ++i) EXPECT_TRUE(keys.insert({a.at(i).picture, a.at(i).epoch}).second);
}

TEST(BalancedOrder, NeedsAClassThatOccurs) { EXPECT_THROW(BalancedOrder(1, {{}, {}}), Error); }

}  // namespace
}  // namespace perpixel
