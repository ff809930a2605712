// Scoring a labeller on a data set.
#pragma once

#include <functional>

#include "dataset/dataset.h"
#include "evaluate/progress.h"
#include "metric/confusion.h"

namespace perpixel {

/// A picture -> a class per pixel, at the picture's own size.
using LabelPicture = std::function<LabelMap(const Image& picture)>;

struct SemanticEvaluation {
  ConfusionMatrix confusion;
  EvaluateTiming timing;
};

/// Counts every picture of the set. `see`, when given, gets each example with its prediction (for reports and
/// saved files). Throws missing_mate naming a picture without labels, dataset_empty, size_mismatch when a
/// prediction has another size, and what loading throws.
SemanticEvaluation evaluate_semantic(const Dataset& dataset, const LabelPicture& label,
                                     const EvaluateOptions& options = {},
                                     const std::function<void(const Example&, const LabelMap&)>& see = {});

}  // namespace perpixel
