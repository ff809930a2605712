#include "decode/dense_crf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "decode/argmax.h"
#include "error/error.h"
#include "image/resize.h"
#include "scene/scene.h"

namespace perpixel {
namespace {

Example scene(int width, int height, std::int64_t index) {
  return render_scene({.seed = 3, .width = width, .height = height, .truths = SceneTruths::semantic()},
                      index);
}

/// What a coarse network says: the truth, one label per `stride` x `stride` cell on average, enlarged.
Tensor coarse_probabilities(const LabelMap& truth, int classes, int stride) {
  const int h = truth.height / stride, w = truth.width / stride;
  Tensor coarse = Tensor::filled({1, classes, h, w}, 0.1f / static_cast<float>(classes));
  for (int y = 0; y < h * stride; ++y)
    for (int x = 0; x < w * stride; ++x)
      coarse.floats()[static_cast<std::size_t>((truth.at(y, x) * h + y / stride) * w + x / stride)] +=
          0.9f / static_cast<float>(stride * stride);
  return interpolate(coarse, truth.height, truth.width);
}

Tensor two_labels(int height, int width) {
  Tensor p({1, 2, height, width});
  const std::size_t pixels = p.floats().size() / 2;
  for (std::size_t i = 0; i < pixels; ++i) {
    p.floats()[i] = 0.2f + 0.6f * static_cast<float>((i * 29) % 17) / 16;
    p.floats()[pixels + i] = 1 - p.floats()[i];
  }
  return p;
}

/// Largest and mean absolute difference.
std::pair<double, double> difference(const Tensor& a, const Tensor& b) {
  double most = 0, sum = 0;
  for (std::size_t i = 0; i < a.floats().size(); ++i) {
    const double d = std::abs(double{a.floats()[i]} - double{b.floats()[i]});
    most = std::max(most, d);
    sum += d;
  }
  return {most, sum / static_cast<double>(a.floats().size())};
}

// ops.md 21 row 25.
TEST(DenseCrf, UniformStaysUniform) {
  const Image image = scene(40, 30, 1).image;
  const Tensor q = dense_crf(image, Tensor::filled({1, 4, 30, 40}, 0.25f), {});
  for (const float value : q.floats()) ASSERT_NEAR(value, 0.25f, 1e-7f);
}

TEST(DenseCrf, WithoutWeightsNothingChanges) {
  const Image image = scene(16, 12, 1).image;
  const Tensor p = two_labels(12, 16);
  const Tensor q = dense_crf(image, p, {.bilateral_weight = 0, .smooth_weight = 0});
  for (std::size_t i = 0; i < p.floats().size(); ++i) ASSERT_NEAR(q.floats()[i], p.floats()[i], 1e-6f);
}

// Mean field by its formula, written out here in double: no filters, no rows, no normalisation but the
// symmetric one of the kernel's matrix. "Equals brute force" of the issue, with the exact filter.
TEST(DenseCrf, ExactFilterEqualsBruteForce) {
  const Image image = scene(14, 10, 4).image;
  const DenseCrfRecipe recipe{.bilateral_xy = 6, .bilateral_rgb = 20, .smooth_xy = 1.5f, .iterations = 5};
  const Tensor p = two_labels(10, 14);
  const std::size_t n = 140;
  const auto kernel = [&](std::size_t i, std::size_t j, bool colors, double xy) {
    double square =
        (std::pow(double(i % 14) - double(j % 14), 2) + std::pow(double(i / 14) - double(j / 14), 2)) /
        (xy * xy);
    for (std::size_t c = 0; colors && c < 3; ++c)
      square += std::pow((double(image.samples<std::uint8_t>()[3 * i + c]) -
                          double(image.samples<std::uint8_t>()[3 * j + c])) /
                             20,
                         2);
    return std::exp(-square / 2);
  };
  std::vector<double> k1(n * n), k2(n * n), n1(n, 0), n2(n, 0), q(n), energy0(n), energy1(n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      n1[i] += k1[i * n + j] = kernel(i, j, true, 6);
      n2[i] += k2[i * n + j] = kernel(i, j, false, 1.5);
    }
  for (std::size_t i = 0; i < n; ++i) q[i] = double{p.floats()[i]};
  for (int iteration = 0; iteration < 5; ++iteration) {
    std::vector<double> next(n);
    for (std::size_t i = 0; i < n; ++i) {
      double score[2] = {std::log(double{p.floats()[i]}), std::log(double{p.floats()[n + i]})};
      for (std::size_t j = 0; j < n; ++j) {
        const double k =
            4 * k1[i * n + j] / std::sqrt(n1[i] * n1[j]) + 3 * k2[i * n + j] / std::sqrt(n2[i] * n2[j]);
        score[0] += k * q[j];
        score[1] += k * (1 - q[j]);
      }
      next[i] = 1 / (1 + std::exp(score[1] - score[0]));
    }
    q = next;
  }
  auto terms = dense_crf_terms(image, recipe, FilterKind::exact);
  const Tensor ours = mean_field(crf_energies(p), terms, 5);
  for (std::size_t i = 0; i < n; ++i) ASSERT_NEAR(ours.floats()[i], q[i], 1e-4) << i;
}

// The lattice's own error, stated in docs/dense-crf.md: the same inference with both filters.
TEST(DenseCrf, LatticeAgainstExact) {
  double most = 0, mean = 0;
  std::size_t agreeing = 0, pixels = 0;
  for (int index = 0; index < 3; ++index) {
    const Example example = scene(40, 30, index);
    const Tensor p = coarse_probabilities(*example.labels, 16, 5);
    const DenseCrfRecipe recipe{.bilateral_xy = 49, .bilateral_rgb = 5, .smooth_xy = 3};
    auto exact = dense_crf_terms(example.image, recipe, FilterKind::exact);
    const Tensor by_formula = mean_field(crf_energies(p), exact, 10),
                 by_lattice = dense_crf(example.image, p, recipe);
    const auto [most_here, mean_here] = difference(by_formula, by_lattice);
    most = std::max(most, most_here);
    mean += mean_here / 3;
    const LabelMap a = argmax_labels(by_formula), b = argmax_labels(by_lattice);
    for (std::size_t i = 0; i < a.ids.size(); ++i) agreeing += a.ids[i] == b.ids[i];
    pixels += a.ids.size();
  }
  const double agreement = static_cast<double>(agreeing) / static_cast<double>(pixels);
  EXPECT_LT(mean, 0.005);
  EXPECT_GT(agreement, 0.97);
}

TEST(DenseCrf, ThreadsDoNotMatter) {
  const Example example = scene(70, 50, 2);
  const Tensor p = coarse_probabilities(*example.labels, 16, 5);
  const Tensor one = dense_crf(example.image, p, {}, 1);
  for (const int threads : {2, 3, 8})
    EXPECT_EQ(difference(dense_crf(example.image, p, {}, threads), one).first, 0);
}

/// Correct pixels and intersection over union among pixels within `width` px of a border of the truth.
struct NearBorder {
  std::vector<double> both = std::vector<double>(16, 0), either = std::vector<double>(16, 0);

  void add(const LabelMap& truth, const LabelMap& labels, int width) {
    for (int y = 0; y < truth.height; ++y)
      for (int x = 0; x < truth.width; ++x) {
        if (!is_near(truth, y, x, width)) continue;
        const ClassId t = truth.at(y, x), p = labels.at(y, x);
        if (t == p) ++both[t];
        ++either[t];
        if (t != p) ++either[p];
      }
  }
  static bool is_near(const LabelMap& truth, int y, int x, int width) {
    for (int v = std::max(0, y - width); v <= std::min(truth.height - 1, y + width); ++v)
      for (int u = std::max(0, x - width); u <= std::min(truth.width - 1, x + width); ++u)
        if (truth.at(v, u) != truth.at(y, x)) return true;
    return false;
  }
  double mean_iou() const {
    double sum = 0, classes = 0;
    for (std::size_t c = 0; c < 16; ++c)
      if (either[c] > 0) {
        sum += both[c] / either[c];
        ++classes;
      }
    return sum / classes;
  }
};

// What the CRF is for: a coarse answer snaps to the picture's edges. Trimap of 4 px, as in the papers.
TEST(DenseCrf, RaisesTheScoreNearBorders) {
  NearBorder coarse, sharpened;
  for (int index = 0; index < 4; ++index) {
    const Example example = scene(160, 120, index);
    const Tensor p = coarse_probabilities(*example.labels, 16, 8);
    coarse.add(*example.labels, argmax_labels(p), 4);
    sharpened.add(*example.labels, argmax_labels(dense_crf(example.image, p, {})), 4);
  }
  EXPECT_GT(sharpened.mean_iou(), coarse.mean_iou() + 0.02);
}

// Grey pictures have one colour, alpha is dropped, 16-bit samples count on the scale of 8.
TEST(DenseCrf, SampleTypesAndChannels) {
  const Image image = scene(20, 15, 6).image;
  const Tensor p = two_labels(15, 20);
  const Tensor expected = dense_crf(image, p, {});
  Image alpha(15, 20, 4), wide(15, 20, 3, SampleType::u16);
  for (std::size_t i = 0; i < 300; ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint8_t sample = image.samples<std::uint8_t>()[3 * i + c];
      alpha.samples<std::uint8_t>()[4 * i + c] = sample;
      wide.samples<std::uint16_t>()[3 * i + c] = static_cast<std::uint16_t>(257 * sample);
    }
  EXPECT_EQ(difference(dense_crf(alpha, p, {}), expected).first, 0);
  EXPECT_EQ(difference(dense_crf(wide, p, {}), expected).first, 0);
  EXPECT_GT(difference(dense_crf(with_channels(image, 1), p, {}), p).first, 0.01);
  EXPECT_THROW(dense_crf(Image(15, 20, 5), p, {}), Error);
}

/// The largest difference between the CRF's answers with and without this matrix on 16 labels.
double difference_to_potts(const std::vector<float>& mu) {
  const Example example = scene(24, 18, 2);
  const Tensor p = coarse_probabilities(*example.labels, 16, 3);
  DenseCrfRecipe recipe{.bilateral_weight = 1.5f, .bilateral_xy = 8, .smooth_weight = 1, .iterations = 4};
  const Tensor potts = dense_crf(example.image, p, recipe);
  recipe.compatibility = mu;
  return difference(dense_crf(example.image, p, recipe), potts).first;
}

// Three ways to say Potts: none, [l != l'], and -[l = l'], which differs by the message's sum.
TEST(DenseCrf, PottsAsAMatrix) {
  std::vector<float> penalty(256, 1.f), reward(256, 0.f);
  for (std::size_t l = 0; l < 16; ++l) {
    penalty[l * 17] = 0;
    reward[l * 17] = -1;
  }
  EXPECT_LT(difference_to_potts(reward), 1e-6);
  EXPECT_LT(difference_to_potts(penalty), 2e-6);                       // the sum is rounded too
  EXPECT_GT(difference_to_potts(std::vector<float>(256, 1.f)), 1e-3);  // no pair matters: no smoothing
}

TEST(DenseCrf, ACompatibilityIsForItsLabels) {
  DenseCrfRecipe recipe;
  recipe.compatibility.assign(9, 1.f);
  EXPECT_THROW(dense_crf(Image(3, 5, 3), two_labels(3, 5), recipe), Error);
}

TEST(DenseCrf, OddSizes) {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 7}, {130, 1}, {3, 5}}) {
    const Tensor q = dense_crf(Image(height, width, 3), two_labels(height, width), {});
    for (const float value : q.floats()) ASSERT_TRUE(value >= 0 && value <= 1);
  }
}

TEST(DenseCrf, SizesMustAgree) {
  try {
    dense_crf(Image(4, 6, 3), two_labels(6, 4), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_STREQ(error.what(), "dense CRF: probabilities [1, 2, 6, 4] for a picture of 4 x 6 pixels");
  }
}

}  // namespace
}  // namespace perpixel
