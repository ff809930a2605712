#include "predict/ensemble.h"

#include <algorithm>

#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "decode/softmax.h"
#include "error/error.h"
#include "image/resize.h"
#include "predict/average.h"

namespace perpixel {

namespace {

/// What one member says, before any CRF.
SemanticPrediction opinion(const Image& image, const EnsembleMember& member, PredictOptions options) {
  Recipe recipe = member.recipe;
  recipe.decoder = "argmax";
  options.graph = member.graph;
  options.want_probabilities = true;
  return predict_semantic(image, recipe, member.forward, options);
}

/// Scores of the one look at the whole picture, at the picture's size, cut off below at 0.
Tensor positive_scores(const Image& image, const EnsembleMember& member, PredictOptions options) {
  Tensor scores;
  options.seen = [&](const Tensor& logits) { scores = interpolate(logits, image.height(), image.width()); };
  opinion(image, member, options);
  for (float& score : scores.floats()) score = std::max(0.f, score);
  return scores;
}

Tensor mean_of(const Image& image, const std::vector<EnsembleMember>& members,
               const PredictOptions& options) {
  ProbabilityAverage average;
  for (const EnsembleMember& member : members)
    average.add(std::move(*opinion(image, member, options).probabilities));
  return std::move(average).mean();
}

Tensor product_of(const Image& image, const std::vector<EnsembleMember>& members,
                  const PredictOptions& options) {
  Tensor product = positive_scores(image, members[0], options);
  for (std::size_t i = 1; i < members.size(); ++i) {
    const Tensor scores = positive_scores(image, members[i], options);
    for (std::size_t j = 0; j < product.floats().size(); ++j) product.floats()[j] *= scores.floats()[j];
  }
  return softmax_probabilities(product, image.height(), image.width());
}

void check(const std::vector<EnsembleMember>& members, EnsembleRule rule, const PredictOptions& options) {
  if (members.empty()) throw Error(ErrorCode::bad_value, "an ensemble without members");
  for (const EnsembleMember& member : members)
    if (member.recipe.classes.size() != members[0].recipe.classes.size())
      throw Error(ErrorCode::class_count,
                  "an ensemble of models with " + std::to_string(members[0].recipe.classes.size()) + " and " +
                      std::to_string(member.recipe.classes.size()) + " classes",
                  "models of one ensemble label the same classes");
  const bool several_looks = options.tta_flip || options.tta_scales.size() > 1 || options.window > 0;
  if (rule == EnsembleRule::product && several_looks)
    throw Error(ErrorCode::bad_value, "the product of scores takes one look at the whole picture",
                "leave out --tta and --window, or average: --ensemble MODEL,mean");
}

}  // namespace

SemanticPrediction predict_ensemble(const Image& image, const std::vector<EnsembleMember>& members,
                                    EnsembleRule rule, const PredictOptions& options) {
  check(members, rule, options);
  Tensor probabilities =
      rule == EnsembleRule::mean ? mean_of(image, members, options) : product_of(image, members, options);
  if (members[0].recipe.decoder == "dense_crf")
    probabilities = dense_crf(image, probabilities, members[0].recipe.crf, options.threads);
  SemanticPrediction prediction{argmax_labels(probabilities), {}, {}};
  if (options.want_probabilities) prediction.probabilities = std::move(probabilities);
  return prediction;
}

}  // namespace perpixel
