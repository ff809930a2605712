#include "predict/ensemble.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"
#include "predict/networks.h"

namespace perpixel {
namespace {

/// Says `score` for one class everywhere, 0 for the others.
EnsembleMember saying(int id, float score) {
  return {colour_recipe(), [id, score](const std::string&, const NamedTensors& inputs) {
            Tensor scores = Tensor::zeros(inputs.at(kDataInput).shape());
            const std::size_t plane = static_cast<std::size_t>(scores.size(2) * scores.size(3));
            for (std::size_t i = 0; i < plane; ++i)
              scores.floats()[static_cast<std::size_t>(id) * plane + i] = score;
            return NamedTensors{{kScoreOutput, scores}};
          }};
}

std::vector<float> first_pixel(const SemanticPrediction& prediction) {
  const auto all = prediction.probabilities->floats();
  return {all[0], all[all.size() / 3], all[2 * all.size() / 3]};
}

// By hand: softmax of (ln 2, 0, 0) is (1/2, 1/4, 1/4), of (0, ln 8, 0) is (1/10, 8/10, 1/10); their mean is
// (0.3, 0.525, 0.175).
TEST(Ensemble, MeanOfProbabilitiesByHand) {
  const auto both = predict_ensemble(colours(2, 3), {saying(0, std::log(2.f)), saying(1, std::log(8.f))},
                                     EnsembleRule::mean, {.want_probabilities = true});
  const auto p = first_pixel(both);
  EXPECT_NEAR(p[0], 0.3f, 1e-6f);
  EXPECT_NEAR(p[1], 0.525f, 1e-6f);
  EXPECT_NEAR(p[2], 0.175f, 1e-6f);
  EXPECT_EQ(both.labels.at(1, 2), 1);
}

// By hand: scores (-1, 0, 0) count as 0; (ln 2 * 1, 0, 0) is softmax (1/2, 1/4, 1/4).
TEST(Ensemble, ProductOfPositiveScoresByHand) {
  const auto p = first_pixel(predict_ensemble(colours(2, 2), {saying(0, std::log(2.f)), saying(0, 1)},
                                              EnsembleRule::product, {.want_probabilities = true}));
  EXPECT_NEAR(p[0], 0.5f, 1e-6f);
  EXPECT_NEAR(p[1], 0.25f, 1e-6f);
  const auto none = first_pixel(predict_ensemble(colours(2, 2), {saying(0, -1), saying(0, 3)},
                                                 EnsembleRule::product, {.want_probabilities = true}));
  for (const float value : none) EXPECT_NEAR(value, 1 / 3.f, 1e-6f);
}

TEST(Ensemble, OneMemberIsThatMember) {
  const Image image = colours(5, 7);
  const EnsembleMember alone{colour_recipe(), colour_network()};
  EXPECT_EQ(predict_ensemble(image, {alone}, EnsembleRule::mean).labels,
            predict_semantic(image, colour_recipe(), colour_network()).labels);
}

TEST(Ensemble, Refusals) {
  EnsembleMember other = saying(0, 1);
  other.recipe.classes = class_list_of({"a", "b"});
  const auto code = [](const std::vector<EnsembleMember>& members, EnsembleRule rule,
                       const PredictOptions& options) {
    try {
      predict_ensemble(colours(2, 2), members, rule, options);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode{};
  };
  EXPECT_EQ(code({}, EnsembleRule::mean, {}), ErrorCode::bad_value);
  EXPECT_EQ(code({saying(0, 1), other}, EnsembleRule::mean, {}), ErrorCode::class_count);
  EXPECT_EQ(code({saying(0, 1)}, EnsembleRule::product, {.tta_flip = true}), ErrorCode::bad_value);
}

}  // namespace
}  // namespace perpixel
