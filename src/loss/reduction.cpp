#include "loss/reduction.h"

#include <array>

#include "error/error.h"

namespace perpixel {

LossReduction loss_reduction_of(const std::string& name) {
  if (name == "mean") return LossReduction::mean;
  if (name == "weighted_mean") return LossReduction::weighted_mean;
  if (name == "sum") return LossReduction::sum;
  const std::array<std::string, 3> known{"mean", "weighted_mean", "sum"};
  throw Error(ErrorCode::bad_value, "train.reduction = " + name, did_you_mean(name, known));
}

}  // namespace perpixel
