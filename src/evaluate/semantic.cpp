#include "evaluate/semantic.h"

#include "evaluate/loop.h"

namespace perpixel {

namespace {

const LabelMap& truth_of(const Example& example) {
  if (example.labels) return *example.labels;
  throw Error(ErrorCode::missing_mate, example.name + ": has no labels to score against",
              "evaluate on a split that has masks");
}

}  // namespace

SemanticEvaluation evaluate_semantic(const Dataset& dataset, const LabelPicture& label,
                                     const EvaluateOptions& options,
                                     const std::function<void(const Example&, const LabelMap&)>& see) {
  SemanticEvaluation result{ConfusionMatrix(static_cast<int>(dataset.classes.size())), {}};
  const auto predict = [&](const Example& example) { return label(example.image); };
  const auto score = [&](const Example& example, const LabelMap& prediction) {
    result.confusion.add(truth_of(example), prediction);
    if (see) see(example, prediction);
  };
  result.timing = evaluate_each(dataset, options, predict, score);
  return result;
}

}  // namespace perpixel
