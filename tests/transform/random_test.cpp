#include "transform/random.h"

#include <gtest/gtest.h>

#include <set>

namespace perpixel {
namespace {

TEST(KeyedRandom, EveryPartOfTheKeyCounts) {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 3; ++seed)
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch)
      for (std::uint64_t picture = 0; picture < 3; ++picture)
        for (std::uint64_t operation = 0; operation < 3; ++operation)
          first.insert(KeyedRandom(seed, epoch, picture, operation).next());
  EXPECT_EQ(first.size(), 81u);
}

TEST(KeyedRandom, UniformHasTheMomentsOfTheUniformDistribution) {
  KeyedRandom random(1, 2, 3, 4);
  double sum = 0, squares = 0;
  for (int i = 0; i < 20000; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    squares += u * u;
  }
  EXPECT_NEAR(sum / 20000, 0.5, 0.01);  // five standard errors
  EXPECT_NEAR(squares / 20000, 1. / 3, 0.011);
}

TEST(KeyedRandom, BelowReachesEveryNumberAndNoOther) {
  KeyedRandom random(0, 0, 0, 0);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 500; ++i) seen.insert(random.below(7));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace perpixel
