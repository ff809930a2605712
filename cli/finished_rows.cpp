#include "finished_rows.h"

#include "autograd/torch_forward.h"
#include "dataset/dataset.h"
#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "deploy/load_model.h"
#include "evaluate/semantic.h"
#include "metric/mean_iou.h"
#include "metric/score_table.h"
#include "predict/average.h"
#include "predict/semantic.h"

namespace perpixel {

namespace {

struct Finished {
  LoadedModel loaded;
  Forward forward;

  Tensor probabilities(const Image& picture) const {
    return *predict_semantic(picture, loaded.model.recipe, forward, {.want_probabilities = true})
                .probabilities;
  }
};

Finished open_run(const std::filesystem::path& run) {
  Finished finished{.loaded = load_model(run / "model_final.safetensors")};
  finished.forward = torch_forward(finished.loaded.model.graphs, finished.loaded.weights, "cpu");
  return finished;
}

std::map<std::string, double> scored(const std::string& data, const ClassList& classes,
                                     const LabelPicture& label) {
  const SemanticEvaluation evaluation = evaluate_semantic(open_dataset(data, "val", classes), label);
  std::map<std::string, double> scores;
  for (const auto& [key, value] : semantic_metrics(semantic_scores(evaluation.confusion), classes.names()))
    if (value) scores[key] = *value;
  return scores;
}

}  // namespace

std::map<std::string, double> averaged_rows(const FinishedRows& finished) {
  std::vector<Finished> runs;
  for (const std::filesystem::path& run : finished.runs) runs.push_back(open_run(run));
  return scored(finished.data, runs.at(0).loaded.model.recipe.classes, [&](const Image& picture) {
    ProbabilityAverage average;
    for (const Finished& run : runs) average.add(run.probabilities(picture));
    return argmax_labels(std::move(average).mean());
  });
}

std::map<std::string, double> sharpened_row(const FinishedRows& finished) {
  const Finished run = open_run(finished.runs.at(0));
  return scored(finished.data, run.loaded.model.recipe.classes, [&](const Image& picture) {
    DenseCrfRecipe crf;  // DeepLab v2, ResNet-101
    crf.bilateral_xy *= static_cast<float>(picture.width()) / 500;
    return argmax_labels(dense_crf(picture, run.probabilities(picture), crf));
  });
}

}  // namespace perpixel
