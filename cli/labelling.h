// What predict and eval do with a picture: one model's answer, or an ensemble's.
#pragma once

#include <functional>
#include <memory>

#include "model_argument.h"
#include "predict/ensemble.h"
#include "predict_flags.h"

namespace perpixel {

struct Labelling {
  std::function<SemanticPrediction(const Image& picture)> label;
  Forward forward;         // of the model itself
  PredictOptions options;  // with the engine's threads
  bool ensemble = false;
};

/// `opened` outlives the result; the flags have been applied to its recipe. Opens the models of --ensemble.
/// Throws class_count when they label another number of classes.
Labelling open_labelling(const OpenedModel& opened, const ModelArgument& argument, const PredictFlags& flags,
                         bool want_probabilities);

}  // namespace perpixel
