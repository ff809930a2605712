#include "loss/cross_entropy.h"

#include "error/error.h"

namespace perpixel {

namespace {

at::Tensor weighted_sum(const at::Tensor& logits, const at::Tensor& target, const at::Tensor& class_weights,
                        const at::Tensor& pixel_weights) {
  if (!pixel_weights.defined())
    return at::cross_entropy_loss(logits, target, class_weights, at::Reduction::Sum, kIgnoreTarget);
  return (at::cross_entropy_loss(logits, target, class_weights, at::Reduction::None, kIgnoreTarget) *
          pixel_weights)
      .sum();
}

}  // namespace

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
  const at::Tensor total = weighted_sum(logits.to(at::kFloat), target, weights, options.pixel_weights);
  if (options.reduction == LossReduction::sum) return total;
  const at::Tensor counted = target.ne(kIgnoreTarget);
  if (options.reduction == LossReduction::weighted_mean && weights.defined()) {
    const at::Tensor weight_sum = weights.index_select(0, target.masked_select(counted)).sum();
    return total / weight_sum.clamp_min(1e-12);
  }
  return total / counted.sum().clamp_min(1);
}

}  // namespace perpixel
