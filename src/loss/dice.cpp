#include "loss/dice.h"

#include "label/label_map.h"

namespace perpixel {

at::Tensor dice_loss(const at::Tensor& logits, const at::Tensor& target) {
  constexpr double kEpsilon = 1e-6;  // keeps nothing over nothing at 1
  const at::Tensor counted = target.ne(kIgnoreTarget);
  const at::Tensor place = target.masked_fill(counted.logical_not(), 0).unsqueeze(1);
  const at::Tensor of_truth = at::softmax(logits.to(at::kFloat), 1).gather(1, place).squeeze(1);
  const at::Tensor overlap = 2 * (of_truth * counted).sum();
  return 1 - (overlap + kEpsilon) / (2 * counted.sum() + kEpsilon);
}

}  // namespace perpixel
