// Weights of any origin against the graphs of a model.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "model/name_map/foreign_weights.h"
#include "weights/match.h"

namespace perpixel {

struct FittedWeights {
  const NameMap* map = nullptr;       // how the file names its layers
  WeightMatch match;                  // over all graphs
  std::vector<std::string> unneeded;  // known there and not needed here
};

/// `family` is the name of a name map; empty = recognised. Nothing is refused but what named_as_ours refuses:
/// require_complete(fitted.match, file) does that.
FittedWeights fit_weights(const Model& model, const NamedTensors& tensors, const std::string& family = {});

/// fit_weights that refuses whatever is missing, unexpected or of another shape. Where the family was trained
/// on other pixels than the recipe of the model gives, the recipe takes the family's.
FittedWeights require_weights(Model& model, const NamedTensors& tensors, const std::string& file,
                              const std::string& family = {});

}  // namespace perpixel
