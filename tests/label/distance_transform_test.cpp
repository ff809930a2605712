#include "label/distance_transform.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "transform/random.h"

namespace perpixel {
namespace {

/// The definition.
std::vector<std::int64_t> brute_force(const std::vector<std::uint8_t>& inside, int height, int width) {
  std::vector<std::int64_t> result(inside.size(), kNoDistance);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int v = 0; v < height; ++v)
        for (int u = 0; u < width; ++u) {
          if (!inside[static_cast<std::size_t>(v * width + u)]) continue;
          const std::int64_t square = std::int64_t{y - v} * (y - v) + std::int64_t{x - u} * (x - u);
          std::int64_t& best = result[static_cast<std::size_t>(y * width + x)];
          if (best == kNoDistance || square < best) best = square;
        }
  return result;
}

// By hand: the only pixel stands at (1, 2).
TEST(DistanceTransform, OfOnePixel) {
  EXPECT_EQ(squared_distances(std::vector<std::uint8_t>{0, 0, 0, 0, 0, 1}, 2, 3),
            (std::vector<std::int64_t>{5, 2, 1, 4, 1, 0}));
}

TEST(DistanceTransform, EqualsTheDefinition) {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 40}, {40, 1}, {17, 23}, {30, 11}})
    for (const double density : {0.002, 0.03, 0.5, 1.})
      for (std::uint64_t seed = 0; seed < 5; ++seed) {
        KeyedRandom random(seed, static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width), 0);
        std::vector<std::uint8_t> inside(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
        std::ranges::generate(inside, [&] { return random.uniform() < density; });
        EXPECT_EQ(squared_distances(inside, height, width), brute_force(inside, height, width))
            << height << "x" << width << " " << density << " " << seed;
      }
}

TEST(DistanceTransform, OfNothing) {
  EXPECT_EQ(squared_distances(std::vector<std::uint8_t>(6), 2, 3), std::vector<std::int64_t>(6, kNoDistance));
  EXPECT_TRUE(squared_distances({}, 0, 0).empty());
}

// Whole numbers beyond what a float holds: 20,000^2 + 1.
TEST(DistanceTransform, IsExactOverLongDistances) {
  std::vector<std::uint8_t> inside(2 * 20001);
  inside[0] = 1;
  EXPECT_EQ(squared_distances(inside, 2, 20001).back(), 400'000'001);
}

}  // namespace
}  // namespace perpixel
