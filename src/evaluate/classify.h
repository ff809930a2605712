// Scoring an image classifier on a data set.
#pragma once

#include <functional>
#include <vector>

#include "dataset/dataset.h"
#include "evaluate/progress.h"
#include "metric/top_k.h"

namespace perpixel {

/// A picture -> a score per class, in any monotone scale.
using ScorePicture = std::function<std::vector<float>(const Image& picture)>;

struct ClassifyEvaluation {
  TopKAccuracy accuracy;
  EvaluateTiming timing;
};

/// Throws missing_mate naming a picture without a class, dataset_empty, class_count when a score list is not
/// as long as the class list, and what loading throws.
ClassifyEvaluation evaluate_classify(
    const Dataset& dataset, const ScorePicture& score_picture, const EvaluateOptions& options = {},
    const std::function<void(const Example&, const std::vector<float>&)>& see = {});

}  // namespace perpixel
