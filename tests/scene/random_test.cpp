#include "scene/random.h"

#include <gtest/gtest.h>

#include <vector>

namespace perpixel {
namespace {

TEST(SceneRandom, MixesAsSplitmix64) {
  // splitmix64's published sequence for seed 1234567.
  constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;
  EXPECT_EQ(mix_bits(1234567 + kStep), 6457827717110365317u);
  EXPECT_EQ(mix_bits(1234567 + 2 * kStep), 3203168211198807973u);
}

TEST(SceneRandom, StreamsDependOnSeedIndexAndPurpose) {
  const auto first = [](std::uint64_t s, std::uint64_t i, std::uint64_t p) {
    return SceneRandom(s, i, p).bits();
  };
  EXPECT_EQ(first(1, 2, 3), first(1, 2, 3));
  EXPECT_NE(first(1, 2, 3), first(2, 2, 3));
  EXPECT_NE(first(1, 2, 3), first(1, 3, 3));
  EXPECT_NE(first(1, 2, 3), first(1, 2, 4));
  EXPECT_NE(first(1, 2, 3), first(2, 1, 3));
}

TEST(SceneRandom, DrawsAreEvenAndInRange) {
  SceneRandom random(1, 2, 3);
  std::vector<int> bins(7);
  double sum = 0;
  for (int i = 0; i < 70000; ++i) {
    ++bins[static_cast<std::size_t>(random.below(7))];
    const double u = random.range(2, 4);
    ASSERT_TRUE(u >= 2 && u < 4);
    sum += u;
  }
  for (const int b : bins) EXPECT_NEAR(b, 10000, 400);  // four standard deviations of 93
  EXPECT_NEAR(sum / 70000, 3, 0.01);
}

TEST(SceneRandom, ForksAreIndependentOfWhatSiblingsDraw) {
  SceneRandom a(5, 0, 0), b(5, 0, 0);
  SceneRandom a1 = a.fork(), b1 = b.fork();
  for (int i = 0; i < 10; ++i) a1.bits();
  b1.bits();
  EXPECT_EQ(a.fork().bits(), b.fork().bits());
}

}  // namespace
}  // namespace perpixel
