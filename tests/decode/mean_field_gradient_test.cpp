#include "decode/mean_field_gradient.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "decode/dense_crf.h"
#include "error/error.h"

namespace perpixel {
namespace {

constexpr int kHeight = 4, kWidth = 5;
constexpr std::size_t kPixels = 20, kLabels = 3;

/// Grey levels without a pattern.
Image picture(int height = kHeight, int width = kWidth) {
  Image image(height, width, 1);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) image.at(y, x, 0) = static_cast<std::uint8_t>((y * 37 + x * 61) % 90);
  return image;
}

Tensor energies(int height = kHeight, int width = kWidth) {
  Tensor u({1, kLabels, height, width});
  for (std::size_t i = 0; i < u.floats().size(); ++i) u.floats()[i] = static_cast<float>((i * 29) % 17) / 8;
  return u;
}

LabelMap truth(int height = kHeight, int width = kWidth) {
  LabelMap labels(height, width);
  for (std::size_t i = 0; i < labels.ids.size(); ++i)
    labels.ids[i] = i % 7 == 3 ? kIgnore : static_cast<ClassId>(i / 4 % 3);
  return labels;
}

/// Symmetric, no Potts: with slopes of all signs.
const std::vector<float> kMu{0.1f, 1.25f, 0.5f, 1.25f, -0.25f, 0.875f, 0.5f, 0.875f, 0};

DenseCrfRecipe recipe(CrfNormalisation normalisation, int iterations) {
  DenseCrfRecipe crf{.bilateral_weight = 2,
                     .bilateral_xy = 3,
                     .bilateral_rgb = 30,
                     .smooth_weight = 1,
                     .smooth_xy = 1.5f,
                     .iterations = iterations};
  crf.normalisation = normalisation;
  return crf;
}

TruthLikelihood ours(const DenseCrfRecipe& crf, const std::vector<float>& mu,
                     FilterKind kind = FilterKind::exact) {
  auto filters = dense_crf_filters(picture(), crf, kind);
  return truth_likelihood(energies(), truth(), filters, mu, crf.iterations, WantGradient::yes);
}

using Doubles = std::vector<double>;

/// w1 K1 + w2 K2, normalised, by the formulas in double: [pixels, pixels].
Doubles kernels(const DenseCrfRecipe& crf) {
  Doubles sum(kPixels * kPixels, 0.);
  const Image image = picture();
  for (const bool bilateral : {true, false}) {
    Doubles k(kPixels * kPixels), mass(kPixels, 0.);
    const double xy = bilateral ? 3 : 1.5, weight = bilateral ? 2 : 1;
    for (std::size_t i = 0; i < kPixels; ++i)
      for (std::size_t j = 0; j < kPixels; ++j) {
        const double dy = double(i / kWidth) - double(j / kWidth),
                     dx = double(i % kWidth) - double(j % kWidth);
        const double grey =
            (double(image.samples<std::uint8_t>()[i]) - double(image.samples<std::uint8_t>()[j])) / 30;
        k[i * kPixels + j] = std::exp(-((dy * dy + dx * dx) / (xy * xy) + (bilateral ? grey * grey : 0)) / 2);
        mass[i] += k[i * kPixels + j];
      }
    for (std::size_t i = 0; i < kPixels; ++i)
      for (std::size_t j = 0; j < kPixels; ++j) {
        double scale = 1;
        if (crf.normalisation == CrfNormalisation::before) scale = 1 / mass[j];
        if (crf.normalisation == CrfNormalisation::after) scale = 1 / mass[i];
        if (crf.normalisation == CrfNormalisation::symmetric) scale = 1 / std::sqrt(mass[i] * mass[j]);
        sum[i * kPixels + j] += weight * scale * k[i * kPixels + j];
      }
  }
  return sum;
}

/// sum of log Q(truth), written out in double without the library.
double by_formula(const Doubles& k, const Doubles& mu, int iterations) {
  const Tensor u = energies();
  const LabelMap labels = truth();
  Doubles q(kPixels * kLabels), sums(kPixels * kLabels, 0.);
  double log_sum = 0;
  for (int t = 0; t <= iterations; ++t) {
    log_sum = 0;
    for (std::size_t i = 0; i < kPixels; ++i) {
      double total = 0;
      for (std::size_t l = 0; l < kLabels; ++l) {
        double score = -double{u.floats()[l * kPixels + i]};
        for (std::size_t m = 0; m < kLabels; ++m)
          score -= (mu[l * kLabels + m] + mu[m * kLabels + l]) / 2 * sums[i * kLabels + m];
        total += q[i * kLabels + l] = std::exp(score);
      }
      for (std::size_t l = 0; l < kLabels; ++l) q[i * kLabels + l] /= total;
      if (labels.ids[i] != kIgnore) log_sum += std::log(q[i * kLabels + labels.ids[i]]);
    }
    for (std::size_t i = 0; i < kPixels; ++i)
      for (std::size_t l = 0; l < kLabels; ++l) {
        sums[i * kLabels + l] = 0;
        for (std::size_t j = 0; j < kPixels; ++j)
          sums[i * kLabels + l] += k[i * kPixels + j] * q[j * kLabels + l];
      }
  }
  return log_sum;
}

// Two roads: back-propagation in float, and central differences of the formula in double, for kernels that
// are their own transposes and for those that are not.
TEST(MeanFieldGradient, EqualsFiniteDifferences) {
  const Doubles mu(kMu.begin(), kMu.end());
  constexpr double kStep = 1e-4;
  for (const auto normalisation : {CrfNormalisation::none, CrfNormalisation::before, CrfNormalisation::after,
                                   CrfNormalisation::symmetric})
    for (const int iterations : {1, 2, 5}) {
      const DenseCrfRecipe crf = recipe(normalisation, iterations);
      const Doubles k = kernels(crf);
      const TruthLikelihood found = ours(crf, kMu);
      EXPECT_NEAR(found.sum / by_formula(k, mu, iterations), 1, 1e-5);
      Doubles slopes;
      for (std::size_t e = 0; e < mu.size(); ++e) {
        Doubles up = mu, down = mu;
        up[e] += kStep;
        down[e] -= kStep;
        slopes.push_back((by_formula(k, up, iterations) - by_formula(k, down, iterations)) / (2 * kStep));
      }
      double largest = 0;
      for (const double slope : slopes) largest = std::max(largest, std::abs(slope));
      EXPECT_GT(largest, 0.01);
      for (std::size_t e = 0; e < slopes.size(); ++e)
        EXPECT_NEAR(found.gradient[e], slopes[e], 1e-4 * largest)
            << "entry " << e << ", normalisation " << static_cast<int>(normalisation) << ", " << iterations;
    }
}

// The lattice's likelihood and gradient belong together too: the ascent follows what it measures.
TEST(MeanFieldGradient, FollowsTheLatticeToo) {
  const DenseCrfRecipe crf = recipe(CrfNormalisation::symmetric, 4);
  constexpr float kStep = 1.f / 64;
  const TruthLikelihood found = ours(crf, kMu, FilterKind::lattice);
  for (const auto& [l, k] : {std::pair<std::size_t, std::size_t>{0, 1}, {1, 1}, {2, 1}}) {
    std::vector<float> up = kMu, down = kMu;
    up[l * kLabels + k] += kStep;
    down[l * kLabels + k] -= kStep;
    const double slope = (ours(crf, up, FilterKind::lattice).sum - ours(crf, down, FilterKind::lattice).sum) /
                         (2 * double{kStep});
    EXPECT_NEAR(found.gradient[l * kLabels + k], slope, 5e-3) << l << " " << k;
  }
}

// Two roads: the log-probability here, and the logarithm of what mean_field says.
TEST(MeanFieldGradient, LikelihoodIsThatOfMeanField) {
  DenseCrfRecipe crf = recipe(CrfNormalisation::symmetric, 6);
  crf.compatibility = kMu;
  auto terms = dense_crf_terms(picture(), crf, FilterKind::exact);
  const Tensor q = mean_field(energies(), terms, 6);
  double log_sum = 0;
  std::size_t labelled = 0;
  for (std::size_t i = 0; i < kPixels; ++i) {
    const ClassId id = truth().ids[i];
    if (id == kIgnore) continue;
    log_sum += std::log(double{q.floats()[id * kPixels + i]});
    ++labelled;
  }
  const TruthLikelihood found = ours(crf, kMu);
  EXPECT_EQ(found.pixels, labelled);
  EXPECT_NEAR(found.sum, log_sum, 1e-4);
}

// More pixels than one block holds, so that several members work.
TEST(MeanFieldGradient, ThreadsDoNotMatter) {
  const auto run = [](int threads) {
    auto filters = dense_crf_filters(picture(90, 100), recipe(CrfNormalisation::after, 3));
    return truth_likelihood(energies(90, 100), truth(90, 100), filters, kMu, 3, WantGradient::yes, threads);
  };
  const TruthLikelihood one = run(1);
  for (const int threads : {2, 3, 5}) {
    EXPECT_EQ(run(threads).sum, one.sum);
    EXPECT_EQ(run(threads).gradient, one.gradient);
  }
}

TEST(MeanFieldGradient, WithoutGradientTheSameLikelihood) {
  for (const int iterations : {0, 1, 3}) {
    const DenseCrfRecipe crf = recipe(CrfNormalisation::symmetric, iterations);
    auto filters = dense_crf_filters(picture(), crf, FilterKind::exact);
    const auto bare = truth_likelihood(energies(), truth(), filters, kMu, iterations, WantGradient::no);
    EXPECT_EQ(bare.sum, ours(crf, kMu).sum);
    EXPECT_TRUE(bare.gradient.empty());
  }
}

TEST(MeanFieldGradient, WrongSizesAndLabelsAreNamed) {
  auto filters = dense_crf_filters(picture(), recipe(CrfNormalisation::symmetric, 1));
  const auto message = [&](const LabelMap& labels, const std::vector<float>& mu) -> std::string {
    try {
      truth_likelihood(energies(), labels, filters, mu, 1, WantGradient::no);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message(truth(), {0, 1, 1, 0}), "a compatibility of 4 numbers for 3 labels; wanted L * L");
  EXPECT_EQ(message(LabelMap(5, 4), kMu),
            "energies [1, 3, 4, 5] for labels of 5 x 4 pixels; wanted [1, L, H, W]");
  LabelMap strange = truth();
  strange.at(2, 1) = 3;
  EXPECT_EQ(message(strange, kMu), "label 3 at x = 1, y = 2 is none of the 3 that the model knows");
}

}  // namespace
}  // namespace perpixel
