#include "predict/average.h"

#include "error/error.h"

namespace perpixel {

void ProbabilityAverage::add(Tensor probabilities) {
  if (count_++ == 0) {
    sum_ = std::move(probabilities);
    return;
  }
  if (sum_.shape() != probabilities.shape())
    throw Error(ErrorCode::shape_mismatch, "probabilities " + shape_text(sum_.shape()) + " and " +
                                               shape_text(probabilities.shape()) + " have no common mean");
  const auto total = sum_.floats();
  const auto more = probabilities.floats();
  for (std::size_t i = 0; i < total.size(); ++i) total[i] += more[i];
}

Tensor ProbabilityAverage::mean() && {
  if (count_ > 1)
    for (float& value : sum_.floats()) value /= static_cast<float>(count_);
  return std::move(sum_);
}

}  // namespace perpixel
