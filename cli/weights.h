// What the commands of `perpixel weights` share.
#pragma once

#include "commands.h"
#include "deploy/fit_weights.h"
#include "model/model.h"
#include "tensor/tensor.h"

namespace perpixel {

int show_weights(Arguments arguments);
int convert_weights(Arguments arguments);
int verify_weights(Arguments arguments);
int list_weight_names(Arguments arguments);

/// Elements that are no number.
std::int64_t not_finite(const Tensor& tensor);

/// The zoo model `name` for these weights, and how they fit: with the number of classes that their scoring
/// layers tell apart, where nothing else differs; else with that of the published nets (21, classifiers
/// 1000).
struct ModelOfWeights {
  Model model;
  FittedWeights fitted;
};
ModelOfWeights model_of_weights(const std::string& name, const NamedTensors& tensors,
                                const std::string& family);

}  // namespace perpixel
