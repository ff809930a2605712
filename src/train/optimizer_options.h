// Which update rule, with which constants.
#pragma once

#include <string>

namespace perpixel {

enum class OptimizerKind { sgd, adam, adamw };

/// "sgd", "adam", "adamw"; throws bad_value.
OptimizerKind optimizer_kind_of(const std::string& name);

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adamw;
  double momentum = 0.9;  // SGD
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double weight_decay = 5e-4;
};

}  // namespace perpixel
