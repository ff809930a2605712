#include "evaluate/classify.h"

#include "evaluate/loop.h"

namespace perpixel {

namespace {

int truth_of(const Example& example) {
  if (example.image_class) return *example.image_class;
  throw Error(ErrorCode::missing_mate, example.name + ": has no image class to score against");
}

void check_count(const Dataset& dataset, std::size_t scores) {
  if (scores != dataset.classes.size())
    throw Error(ErrorCode::class_count, "the classifier scores " + std::to_string(scores) +
                                            " classes, data set \"" + dataset.name + "\" has " +
                                            std::to_string(dataset.classes.size()));
}

}  // namespace

ClassifyEvaluation evaluate_classify(
    const Dataset& dataset, const ScorePicture& score_picture, const EvaluateOptions& options,
    const std::function<void(const Example&, const std::vector<float>&)>& see) {
  ClassifyEvaluation result;
  const auto predict = [&](const Example& example) { return score_picture(example.image); };
  const auto score = [&](const Example& example, const std::vector<float>& scores) {
    check_count(dataset, scores.size());
    result.accuracy.add(scores, truth_of(example));
    if (see) see(example, scores);
  };
  result.timing = evaluate_each(dataset, options, predict, score);
  return result;
}

}  // namespace perpixel
