#include "transform/border_weight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "error/error.h"
#include "transform/random.h"

namespace perpixel {
namespace {

// Semantic spec, section 14: two cells 1 px apart, d1 = d2 = 1, sigma 5, w0 10: 10 exp(-4 / 50) = 9.231.
TEST(BorderWeight, BetweenTwoCells) {
  const CellMap cells{1, 3, 2, {0, kNoCell, 1}};
  const std::vector<float> weights = border_weights(cells, {.weight = 10});
  EXPECT_NEAR(weights[1], 9.231f, 5e-4f);
  EXPECT_EQ(weights[0], 0);
  EXPECT_EQ(weights[2], 0);
}

// By hand: d1 = 1, d2 = 3 and the other way round; sigma 2: 10 exp(-16 / 8).
TEST(BorderWeight, TheSumOfBothDistancesCounts) {
  const CellMap cells{1, 5, 2, {0, kNoCell, kNoCell, kNoCell, 1}};
  const std::vector<float> weights = border_weights(cells, {.weight = 10, .sigma = 2});
  for (const std::size_t i : {1u, 2u, 3u}) EXPECT_NEAR(weights[i], 10 * std::exp(-2.f), 1e-5f);
}

TEST(BorderWeight, OneCellHasNoBorderWithAnother) {
  const CellMap cells{1, 4, 1, {0, kNoCell, 0, kNoCell}};
  EXPECT_EQ(border_weights(cells, {.weight = 10}), std::vector<float>(4));
  EXPECT_EQ(border_weights({1, 3, 2, {0, kNoCell, 1}}, {.weight = 0}), std::vector<float>(3));
}

/// The definition: distances to every pixel of every cell.
float brute_force(const CellMap& cells, int y, int x, const BorderWeight& options) {
  std::map<std::int32_t, double> distance;
  for (int v = 0; v < cells.height; ++v)
    for (int u = 0; u < cells.width; ++u) {
      const std::int32_t id = cells.ids[static_cast<std::size_t>(v * cells.width + u)];
      if (id == kNoCell) continue;
      const double here = std::hypot(y - v, x - u);
      const auto [entry, is_new] = distance.try_emplace(id, here);
      if (!is_new) entry->second = std::min(entry->second, here);
    }
  std::vector<double> sorted;
  for (const auto& [id, here] : distance) sorted.push_back(here);
  std::ranges::sort(sorted);
  if (sorted.size() < 2) return 0;
  const double sum = sorted[0] + sorted[1];
  return static_cast<float>(options.weight * std::exp(-sum * sum / (2 * options.sigma * options.sigma)));
}

TEST(BorderWeight, EqualsTheDefinition) {
  for (const double sigma : {0.7, 5.})
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      KeyedRandom random(seed, 0, 0, 0);
      CellMap cells{25, 31, 9, std::vector<std::int32_t>(25 * 31, kNoCell)};
      for (std::int32_t& id : cells.ids)
        if (random.uniform() < 0.05) id = static_cast<std::int32_t>(random.below(9));  // scattered on purpose
      const BorderWeight options{.weight = 10, .sigma = sigma};
      const std::vector<float> weights = border_weights(cells, options);
      for (int y = 0; y < 25; ++y)
        for (int x = 0; x < 31; ++x) {
          const auto at = static_cast<std::size_t>(y * 31 + x);
          const float expected = cells.ids[at] == kNoCell ? brute_force(cells, y, x, options) : 0;
          ASSERT_NEAR(weights[at], expected, 1e-5f) << y << ", " << x;
        }
    }
}

TEST(BorderWeight, OptionsAreChecked) {
  EXPECT_NO_THROW(check_border_weight({.weight = 10}));
  EXPECT_THROW(check_border_weight({.weight = -1}), Error);
  EXPECT_THROW(check_border_weight({.weight = 10, .sigma = 0}), Error);
}

}  // namespace
}  // namespace perpixel
