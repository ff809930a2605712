#include "decode/permutohedral.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "error/error.h"

namespace perpixel {
namespace {

/// K as a matrix [N, N], row by row: its columns are the responses to unit impulses.
std::vector<float> kernel_matrix(const Permutohedral& lattice,
                                 FilterDirection direction = FilterDirection::forward) {
  std::vector<float> identity(lattice.points * lattice.points, 0.f);
  for (std::size_t i = 0; i < lattice.points; ++i) identity[i * lattice.points + i] = 1;
  return filter(lattice, identity, lattice.points, direction);
}

void expect_near(const std::vector<float>& actual, const std::vector<float>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-6f) << i;
}

// ops.md 17: one dimension.
TEST(Permutohedral, OneDimension) {
  const auto lattice = permutohedral(std::vector<float>{0, 0.5f, 2}, 1);
  EXPECT_EQ(lattice.vertices, 4u);
  EXPECT_EQ(lattice.corners, (std::vector<std::int32_t>{0, 1, 0, 1, 2, 3}));
  expect_near(lattice.weights, {1, 0, 0.42265f, 0.57735f, 0.690599f, 0.309401f});
  expect_near(kernel_matrix(lattice),
              {0.833333f, 0.737108f, 0.1151f, 0.737108f, 0.80755f, 0.344231f, 0.1151f, 0.344231f, 0.841597f});
}

const std::vector<float> kPlane{0, 0, 1, 0, 0, 1, 2.5f, 1};

// ops.md 17: two dimensions, not symmetric.
TEST(Permutohedral, TwoDimensions) {
  const auto lattice = permutohedral(kPlane, 2);
  EXPECT_EQ(lattice.vertices, 10u);
  expect_near(kernel_matrix(lattice),
              {0.9f, 0.45359f, 0.4f, 0.011325f, 0.53812f, 0.719146f, 0.35359f, 0.178633f, 0.6f, 0.35359f,
               0.9f, 0.02265f, 0.011325f, 0.146175f, 0.02265f, 0.65278f});
}

std::vector<float> scattered(std::size_t points, std::size_t dimensions, float spread) {
  std::vector<float> features;
  std::uint32_t state = 11;
  for (std::size_t i = 0; i < points * dimensions; ++i) {
    state = state * 1664525u + 1013904223u;
    features.push_back(spread * (static_cast<float>(state >> 8) * 0x1p-24f - 0.5f));
  }
  return features;
}

// ops.md 21 row 23.
TEST(Permutohedral, ReverseOrderIsTheTranspose) {
  for (int d = 1; d <= 6; ++d) {
    const auto lattice = permutohedral(scattered(30, static_cast<std::size_t>(d), 3), d);
    const auto forward = kernel_matrix(lattice), back = kernel_matrix(lattice, FilterDirection::transposed);
    for (std::size_t i = 0; i < 30; ++i)
      for (std::size_t j = 0; j < 30; ++j) ASSERT_NEAR(forward[i * 30 + j], back[j * 30 + i], 1e-6f) << d;
  }
}

// ops.md 21 row 23.
TEST(Permutohedral, BarycentricCoordinatesAreWeights) {
  for (int d = 1; d <= 6; ++d) {
    const auto lattice = permutohedral(scattered(500, static_cast<std::size_t>(d), 40), d);
    for (std::size_t i = 0; i < lattice.points; ++i) {
      double sum = 0;
      for (std::size_t r = 0; r < lattice.corners_each(); ++r) {
        const float w = lattice.weights[i * lattice.corners_each() + r];
        ASSERT_GE(w, -1e-6f);
        ASSERT_LE(w, 1 + 1e-6f);
        sum += double{w};
      }
      ASSERT_NEAR(sum, 1, 1e-6);
    }
  }
}

// Property: every vertex is met by at least one point, chains are neighbours and hold each vertex once.
TEST(Permutohedral, ChainsHoldEachVertexAtMostOnce) {
  const auto lattice = permutohedral(scattered(400, 3, 5), 3);
  ASSERT_EQ(lattice.axes.size(), 4u);
  for (std::size_t v = 0; v < lattice.vertices; ++v)
    EXPECT_LT(lattice.splat_starts[v], lattice.splat_starts[v + 1]);
  for (const auto& axis : lattice.axes) {
    std::vector<int> seen(lattice.vertices, 0);
    for (const std::int32_t id : axis.ids) ++seen[static_cast<std::size_t>(id)];
    EXPECT_LE(*std::ranges::max_element(seen), 1);
    for (std::size_t chain = 0; chain < axis.chains(); ++chain)
      EXPECT_GE(axis.starts[chain + 1] - axis.starts[chain], 2u);
  }
}

// The response of a dense grid far from its border against exp(-r^2 / 2): the lattice is low by about 13 %
// in two dimensions (ops.md 17).
TEST(Permutohedral, DenseGridIsNearlyAGaussian) {
  std::vector<float> features;
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 16; ++x) features.insert(features.end(), {x / 3.f, y / 3.f});
  const auto lattice = permutohedral(features, 2);
  const auto sums = filter(lattice, std::vector<float>(256, 1.f), 1);
  double ratio = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    double exact = 0;
    for (std::size_t j = 0; j < 256; ++j)
      exact += std::exp(-0.5 * (std::pow(features[2 * i] - features[2 * j], 2) +
                                std::pow(features[2 * i + 1] - features[2 * j + 1], 2)));
    ratio += double{sums[i]} / exact / 256;
  }
  EXPECT_NEAR(ratio, 0.863, 5e-4);
}

TEST(Permutohedral, ThreadsDoNotMatter) {
  const auto features = scattered(70000, 5, 60);  // more than one block
  const auto one = permutohedral(features, 5, 1), three = permutohedral(features, 5, 3);
  EXPECT_EQ(one.corners, three.corners);
  EXPECT_EQ(one.weights, three.weights);
  EXPECT_EQ(one.splat_points, three.splat_points);
  for (std::size_t a = 0; a < 6; ++a) EXPECT_EQ(one.axes[a].ids, three.axes[a].ids);
}

// Keys of 16 bits, as in the reference, would meet their own images 65536 apart.
TEST(Permutohedral, FarPointsDoNotMeet) {
  const auto matrix =
      kernel_matrix(permutohedral(std::vector<float>{0, 0, 1e6f, 0, 0, 1e6f, 65536, 65536}, 2));
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) EXPECT_EQ(matrix[i * 4 + j] > 0, i == j);
}

TEST(Permutohedral, BadFeaturesAreRefused) {
  EXPECT_THROW(permutohedral(std::vector<float>{1, 2, 3}, 2), Error);
  EXPECT_THROW(permutohedral(std::vector<float>{1, 2}, 0), Error);
  EXPECT_THROW(permutohedral(std::vector<float>(7), 7), Error);
  EXPECT_THROW(permutohedral(std::vector<float>{1e8f}, 1), Error);
  EXPECT_THROW(permutohedral(std::vector<float>{std::numeric_limits<float>::quiet_NaN()}, 1), Error);
  const auto lattice = permutohedral(kPlane, 2);
  EXPECT_THROW(filter(lattice, std::vector<float>(7), 2), Error);
}

}  // namespace
}  // namespace perpixel
