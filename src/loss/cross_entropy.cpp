#include "loss/cross_entropy.h"

#include "error/error.h"

namespace perpixel {

at::Tensor cross_entropy(const at::Tensor& logits, const at::Tensor& target,
                         const CrossEntropyOptions& options) {
  const std::int64_t classes = logits.size(1);
  at::Tensor weights;
  if (!options.class_weights.empty()) {
    if (static_cast<std::int64_t>(options.class_weights.size()) != classes)
      throw Error(ErrorCode::class_count, std::to_string(options.class_weights.size()) +
                                              " class weights for " + std::to_string(classes) + " classes");
    weights = at::tensor(at::ArrayRef<float>(options.class_weights)).to(logits.device());
  }
  const at::Tensor total =
      at::cross_entropy_loss(logits.to(at::kFloat), target, weights, at::Reduction::Sum, kIgnoreTarget);
  if (options.reduction == LossReduction::sum) return total;
  const at::Tensor counted = target.ne(kIgnoreTarget);
  if (options.reduction == LossReduction::weighted_mean && weights.defined()) {
    const at::Tensor weight_sum = weights.index_select(0, target.masked_select(counted)).sum();
    return total / weight_sum.clamp_min(1e-12);
  }
  return total / counted.sum().clamp_min(1);
}

}  // namespace perpixel
