#include "decode/gaussian_filter.h"

#include <gtest/gtest.h>

#include <memory>

#include "decode/exact_filter.h"
#include "decode/lattice_filter.h"
#include "tensor/tensor.h"

namespace perpixel {
namespace {

/// A 9 x 9 grid, deviation 2 px.
std::vector<float> grid() {
  std::vector<float> features;
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 9; ++x) features.insert(features.end(), {x / 2.f, y / 2.f});
  return features;
}

std::vector<std::unique_ptr<GaussianFilter>> both_filters() {
  std::vector<std::unique_ptr<GaussianFilter>> filters;
  filters.push_back(std::make_unique<ExactFilter>(grid(), 2));
  filters.push_back(std::make_unique<LatticeFilter>(permutohedral(grid(), 2)));
  return filters;
}

/// Filters column 0 of [81, 8].
std::vector<float> filtered(GaussianFilter& filter, const std::vector<float>& values, std::size_t team = 1) {
  Tensor rows = Tensor::zeros({81, 8}), out = Tensor::zeros({81, 8});
  for (std::size_t i = 0; i < 81; ++i) rows.floats()[8 * i] = values[i];
  filter.reserve(8);
  run_team(team, [&](const TeamMember& member) {
    filter.take(rows.floats().data(), member);
    const std::size_t begin = member.begin(81);
    filter.add_messages(begin, member.end(81), 1, out.floats().data() + 8 * begin);
  });
  std::vector<float> column;
  for (std::size_t i = 0; i < 81; ++i) column.push_back(out.floats()[8 * i]);
  return column;
}

// ops.md 21 row 24.
TEST(GaussianFilter, AfterNormalisedConstantStaysConstant) {
  for (auto& filter : both_filters()) {
    normalise(*filter, CrfNormalisation::after);
    for (const float value : filtered(*filter, std::vector<float>(81, 3.f))) EXPECT_NEAR(value, 3, 1e-5f);
  }
}

// sum_i (K diag(1 / K 1) x)_i = sum_j x_j (1^T K)_j / (K 1)_j: for a symmetric K the sum is kept.
TEST(GaussianFilter, BeforeNormalisedKeepsTheSum) {
  const auto filters = both_filters();
  std::vector<float> impulse(81, 0.f);
  impulse[40] = 1;
  impulse[3] = 2;
  normalise(*filters[0], CrfNormalisation::before);
  double sum = 0;
  for (const float value : filtered(*filters[0], impulse)) sum += double{value};
  EXPECT_NEAR(sum, 3, 1e-5);
}

// D K D of a symmetric K is symmetric.
TEST(GaussianFilter, SymmetricNormalisationIsSymmetric) {
  ExactFilter filter(grid(), 2);
  normalise(filter, CrfNormalisation::symmetric);
  const auto column = [&](std::size_t j) {
    std::vector<float> impulse(81, 0.f);
    impulse[j] = 1;
    return filtered(filter, impulse);
  };
  EXPECT_NEAR(column(0)[10], column(10)[0], 1e-7f);
  EXPECT_NEAR(column(4)[70], column(70)[4], 1e-7f);
}

// Property: <K x, y> = <x, K^T y>, whatever the normalisation, and K^T^T = K.
TEST(GaussianFilter, TransposesAreTransposes) {
  std::vector<float> x, y;
  for (int i = 0; i < 81; ++i) {
    x.push_back(static_cast<float>(i * 7 % 11) - 3);
    y.push_back(static_cast<float>(i * 5 % 13) - 4);
  }
  const auto product = [](const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
    return sum;
  };
  for (const auto normalisation : {CrfNormalisation::none, CrfNormalisation::before, CrfNormalisation::after,
                                   CrfNormalisation::symmetric})
    for (auto& filter : both_filters()) {
      normalise(*filter, normalisation);
      const auto transposed = filter->transposed();
      const auto forth = filtered(*filter, x);
      EXPECT_NEAR(product(forth, y) / product(x, filtered(*transposed, y)), 1, 1e-4);
      EXPECT_EQ(filtered(*transposed->transposed(), x), forth);
    }
}

TEST(GaussianFilter, NoneChangesNothing) {
  for (auto& filter : both_filters()) {
    const auto before = filtered(*filter, std::vector<float>(81, 1.f));
    normalise(*filter, CrfNormalisation::none);
    EXPECT_EQ(filtered(*filter, std::vector<float>(81, 1.f)), before);
  }
}

TEST(GaussianFilter, TheTeamDoesNotMatter) {
  std::vector<float> ramp;
  for (int i = 0; i < 81; ++i) ramp.push_back(static_cast<float>(i % 7));
  for (auto& filter : both_filters()) {
    normalise(*filter, CrfNormalisation::symmetric);
    const auto alone = filtered(*filter, ramp);
    for (const std::size_t team : {2, 3, 5}) EXPECT_EQ(filtered(*filter, ramp, team), alone);
  }
}

}  // namespace
}  // namespace perpixel
