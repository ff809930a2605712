// Several networks, one answer (Noh, Hong, Han 2015, section 4.4).
#pragma once

#include <vector>

#include "predict/semantic.h"

namespace perpixel {

enum class EnsembleRule {
  mean,     // of the members' probabilities, as the paper says
  product,  // of the members' scores, each cut off below at 0, then softmax, as the released program does
};

/// Each member sees the picture by its own recipe.
struct EnsembleMember {
  Recipe recipe;
  Forward forward;
  const Graph* graph = nullptr;  // for PredictOptions::tile
};

/// The decoder, the class names and the CRF are those of the first member. Throws class_count when members
/// score another number of classes, bad_value without members, and for the product when `options` ask for
/// several looks or windows, whose scores are probabilities.
SemanticPrediction predict_ensemble(const Image& image, const std::vector<EnsembleMember>& members,
                                    EnsembleRule rule, const PredictOptions& options = {});

}  // namespace perpixel
