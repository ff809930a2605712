#include "evaluate/tune_crf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <tuple>

#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "error/error.h"
#include "image/resize.h"
#include "metric/mean_iou.h"
#include "scene/scene.h"

namespace perpixel {
namespace {

/// A scene and what a coarse network says of it: the truth averaged over cells of 6 px, enlarged.
struct Picture {
  Example example;
  Tensor probabilities;
};

Picture picture(std::int64_t index) {
  Picture p{render_scene({.seed = 8, .width = 48, .height = 36, .truths = SceneTruths::semantic()}, index),
            {}};
  Tensor coarse = Tensor::filled({1, 16, 6, 8}, 0.01f);
  for (int y = 0; y < 36; ++y)
    for (int x = 0; x < 48; ++x)
      coarse.floats()[static_cast<std::size_t>((p.example.labels->at(y, x) * 6 + y / 6) * 8 + x / 6)] +=
          0.84f / 36;
  p.probabilities = interpolate(coarse, 36, 48);
  return p;
}

CrfSample sample(std::int64_t index) {
  const Picture p = picture(index);
  return CrfSample(p.example.image, p.probabilities, *p.example.labels);
}

CrfSearch small_search() {
  CrfSearch search{{2, 6, 1}, {10, 50, 10}, {3, 11, 2}, {.smooth_xy = 1, .iterations = 3}};
  return search;
}

double mean_iou_of(const DenseCrfRecipe& recipe) {
  ConfusionMatrix counts(16);
  for (const std::int64_t index : {0, 1}) {
    const Picture p = picture(index);
    counts.add(*p.example.labels, argmax_labels(dense_crf(p.example.image, p.probabilities, recipe)));
  }
  return semantic_scores(counts).mean_iou;
}

// Two roads: each trial's score, and the CRF of its recipe on the same pictures.
TEST(TuneCrf, TrialsAreScoresOfTheirRecipes) {
  const CrfTuning tuning = tune_crf({sample(0), sample(1)}, small_search());
  for (const std::size_t i : {std::size_t{0}, tuning.trials.size() / 2, tuning.best})
    EXPECT_NEAR(tuning.trials[i].mean_iou, mean_iou_of(tuning.trials[i].recipe), 2e-3) << i;
  EXPECT_NEAR(tuning.without, mean_iou_of({.bilateral_weight = 0, .smooth_weight = 0}), 5e-3);
}

TEST(TuneCrf, TheBestIsTheHighestAndNoneIsTriedTwice) {
  const CrfTuning tuning = tune_crf({sample(0), sample(1)}, small_search());
  std::set<std::tuple<float, float, float>> seen;
  for (const CrfTrial& trial : tuning.trials) {
    EXPECT_LE(trial.mean_iou, tuning.trials[tuning.best].mean_iou);
    EXPECT_TRUE(
        seen.insert({trial.recipe.bilateral_weight, trial.recipe.bilateral_xy, trial.recipe.bilateral_rgb})
            .second);
    EXPECT_EQ(trial.recipe.smooth_xy, 1);  // fixed
  }
  EXPECT_GT(tuning.trials[tuning.best].mean_iou, tuning.without);
}

// By hand: five values an axis: ends and middle, 27 of them; then at most the 26 neighbours of the best.
TEST(TuneCrf, CoarseToFine) {
  std::size_t last_done = 0, last_total = 0;
  CrfSearch search = small_search();
  search.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(done, last_done + 1);
    last_done = done;
    last_total = total;
  };
  const CrfTuning tuning = tune_crf({sample(3)}, search);
  EXPECT_EQ(last_done, last_total);
  EXPECT_EQ(last_total, tuning.trials.size());
  for (std::size_t i = 0; i < tuning.trials.size(); ++i) EXPECT_EQ(tuning.trials[i].round, i < 27 ? 0 : 1);
  std::set<float> weights;
  for (std::size_t i = 0; i < 27; ++i) weights.insert(tuning.trials[i].recipe.bilateral_weight);
  EXPECT_EQ(weights, (std::set<float>{2, 4, 6}));
  EXPECT_LE(tuning.trials.size(), 53u);
}

TEST(TuneCrf, OneValueAnAxisIsOneTrial) {
  const CrfTuning tuning = tune_crf({sample(0)}, {{4, 4, 1}, {30, 30, 1}, {5, 5, 1}, {.iterations = 1}});
  ASSERT_EQ(tuning.trials.size(), 1u);
  EXPECT_EQ(tuning.trials[0].recipe.bilateral_xy, 30);
}

TEST(TuneCrf, SamplesKeepTheirEnergies) {
  const Picture p = picture(2);
  const Tensor kept = sample(2).energies(), exact = crf_energies(p.probabilities);
  for (std::size_t i = 0; i < kept.floats().size(); ++i)
    ASSERT_NEAR(kept.floats()[i], std::abs(exact.floats()[i]), 1e-4f);
}

TEST(TuneCrf, BadAxesAndSamplesAreRefused) {
  EXPECT_THROW(tune_crf({}, {}), Error);
  EXPECT_THROW(tune_crf({sample(0)}, {{5, 4, 1}}), Error);
  EXPECT_THROW(tune_crf({sample(0)}, {{0, 4, 1}}), Error);
  EXPECT_THROW(tune_crf({sample(0)}, {{1, 4, 0}}), Error);
  EXPECT_THROW(tune_crf({sample(0)}, {{1, 1e9f, 1}}), Error);
  const Picture p = picture(0);
  EXPECT_THROW(CrfSample(p.example.image, p.probabilities, LabelMap(3, 3)), Error);
}

}  // namespace
}  // namespace perpixel
