// What is the same at every pixel stays the same at every pixel: filters and one step of mean field.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "decode/dense_crf.h"
#include "decode/exact_filter.h"
#include "decode/lattice_filter.h"

namespace perpixel {
namespace {

std::vector<float> grid() {
  std::vector<float> features;
  for (int y = 0; y < 12; ++y)
    for (int x = 0; x < 11; ++x)
      features.insert(features.end(), {static_cast<float>(x) / 3, static_cast<float>(y) / 3});
  return features;
}

// ops.md 21, row 24: with row ("after") normalisation a constant stays it. `normalise` sums the same rows in
// the same order, so little more than the rounding of one quotient is left.
TEST(ConstantMaps, RowNormalisedFiltersKeepThem) {
  std::vector<std::unique_ptr<GaussianFilter>> filters;
  filters.push_back(std::make_unique<LatticeFilter>(permutohedral(grid(), 2)));
  filters.push_back(std::make_unique<ExactFilter>(grid(), 2));
  for (const auto& filter : filters) {
    normalise(*filter, CrfNormalisation::after);
    const Tensor ones = Tensor::filled({132, 8}, 1);
    Tensor out = Tensor::zeros({132, 8});
    filter->reserve(8);
    run_team(1, [&](const TeamMember& member) {
      filter->take(ones.floats().data(), member);
      filter->add_messages(0, 132, 1, out.floats().data());
    });
    for (std::size_t i = 0; i < 132; ++i) ASSERT_NEAR(out.floats()[i * 8], 1, 1e-6f) << i;
  }
}

/// Edges and slopes of all colours.
Image picture() {
  Image image(17, 23, 3);
  for (int y = 0; y < 17; ++y)
    for (int x = 0; x < 23; ++x)
      for (int c = 0; c < 3; ++c)
        image.at(y, x, c) = static_cast<std::uint8_t>((x > 11 ? 120 : 0) + 5 * y + 20 * c);
  return image;
}

// semantic.md 14: P = (.6, .4) everywhere, weights 4 and 3, "after" normalisation. Both messages are P
// itself, so that the logit grows by (4 + 3)(.6 - .4): 1 / (1 + exp(-(ln 1.5 + 1.4))) = .85881.
TEST(ConstantMaps, OneStepOfTheCrf) {
  Tensor p = Tensor::filled({1, 2, 17, 23}, 0.4f);
  for (std::size_t i = 0; i < 17 * 23; ++i) p.floats()[i] = 0.6f;
  DenseCrfRecipe recipe{.bilateral_weight = 4, .smooth_weight = 3, .iterations = 1};
  recipe.normalisation = CrfNormalisation::after;
  auto exact = dense_crf_terms(picture(), recipe, FilterKind::exact);
  for (const Tensor& q :
       {dense_crf(picture(), p, recipe), mean_field(crf_energies(p), exact, recipe.iterations)})
    for (std::size_t i = 0; i < 17 * 23; ++i) {
      ASSERT_NEAR(q.floats()[i], .85881f, 1e-5f) << i;
      ASSERT_NEAR(q.floats()[17 * 23 + i], 1 - .85881f, 1e-5f) << i;
    }
}

}  // namespace
}  // namespace perpixel
