#include "validation.h"

#include "evaluate/box_mask.h"
#include "evaluate/classify.h"
#include "evaluate/log_loss.h"
#include "evaluate/semantic.h"
#include "metric/score_table.h"
#include "output.h"
#include "predict/box_mask.h"
#include "predict/classify.h"
#include "predict/semantic.h"
#include "progress_bar.h"

namespace perpixel {

namespace {

Validation validate_semantic(const Dataset& data, const Recipe& recipe, const Forward& forward,
                             const EvaluateOptions& evaluate, const ValidationOptions& options) {
  Validation result;
  LogLoss loss(options.class_weights);
  Tensor logits;  // of the picture at hand
  PredictOptions predict;
  predict.seen = [&](const Tensor& seen) { logits = seen; };
  const auto label = [&](const Image& picture) {
    return predict_semantic(picture, recipe, forward, predict).labels;
  };
  const auto keep = [&](const Example& example, const LabelMap& prediction) {
    if (recipe.procedure == "whole") loss.add(logits, *example.labels);
    if (result.samples.size() < options.samples)
      result.samples.push_back({example.name, example.image, example.labels, prediction});
  };
  result.confusion = evaluate_semantic(data, label, evaluate, keep).confusion;
  if (recipe.procedure == "whole") result.values.emplace_back("val_loss", loss.mean());
  result.scores = semantic_scores(*result.confusion);
  const std::vector<std::string> names = recipe.classes.names();
  for (const auto& [key, value] : semantic_metrics(*result.scores, names))
    if (value) result.values.emplace_back(key, *value);
  result.table = semantic_table(*result.scores, names);
  result.metric = result.scores->mean_iou;
  return result;
}

Validation validate_classifier(const Dataset& data, const Recipe& recipe, const Forward& forward,
                               const EvaluateOptions& evaluate) {
  const auto score = [&](const Image& picture) { return classify(picture, recipe, forward).logits; };
  const TopKAccuracy accuracy = evaluate_classify(data, score, evaluate).accuracy;
  Validation result;
  result.values = {{"top1", 100 * accuracy.top1()}, {"top5", 100 * accuracy.top5()}};
  result.table = "top-1 " + decimals(100 * accuracy.top1(), 2) + "  top-5 " +
                 decimals(100 * accuracy.top5(), 2) + "  over " +
                 grouped(static_cast<long long>(accuracy.pictures())) + " pictures";
  result.metric = accuracy.top1();
  return result;
}

Validation validate_boxes(const Dataset& objects, const Recipe& recipe, const Forward& forward,
                          const EvaluateOptions& evaluate) {
  const auto mask_box = [&](const Image& picture, const Box& box, int class_id) {
    return predict_box_mask(picture, box, class_id, recipe, forward).mask;
  };
  const MaskIou scores = evaluate_box_masks(objects, mask_box, evaluate).scores;
  const std::vector<std::string> names = recipe.classes.names();
  return {.values = mask_iou_metrics(scores, names),
          .table = mask_iou_table(scores, names),
          .metric = scores.mean_over_classes()};
}

}  // namespace

Validation validate(const Dataset& data, const Recipe& recipe, const Forward& forward,
                    const ValidationOptions& options) {
  std::optional<ProgressBar> bar;
  if (options.show_progress) bar.emplace("scoring " + data.name, data.size());
  EvaluateOptions evaluate;
  evaluate.progress = [&](std::size_t, std::size_t) {
    if (bar) bar->step();
  };
  if (recipe.task == "classify") return validate_classifier(data, recipe, forward, evaluate);
  if (recipe.task == "box_mask") return validate_boxes(data, recipe, forward, evaluate);
  return validate_semantic(data, recipe, forward, evaluate, options);
}

}  // namespace perpixel
