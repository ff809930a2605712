#include "loss/box_mask.h"

#include <algorithm>

#include "autograd/network.h"
#include "decode/location_grid.h"
#include "error/error.h"
#include "loss/location_grid.h"

namespace perpixel {

namespace {

void check(const Tensor& scores, const Tensor& classes) {
  if (classes.defined() && scores.rank() == 4 && classes.shape() == Shape{scores.size(0)}) return;
  throw Error(ErrorCode::shape_mismatch, "scores " + shape_text(scores.shape()) + " and the classes of " +
                                             shape_text(classes.shape()) + " boxes do not belong together");
}

/// [R, grid * grid, h, w]: of each box the scores of its own class.
Tensor own_scores(const Tensor& scores, const Tensor& classes, int grid) {
  check(scores, classes);
  Tensor own({scores.size(0), std::int64_t{grid} * grid, scores.size(2), scores.size(3)});
  float* to = own.floats().data();
  for (std::int64_t r = 0; r < scores.size(0); ++r) {
    const auto category = static_cast<int>(classes.as<std::int64_t>()[static_cast<std::size_t>(r)]);
    const Tensor of_class = category_scores(scores, r, category, grid);
    to = std::ranges::copy(of_class.floats(), to).out;
  }
  return own;
}

/// `own` among zeros, at the places that own_scores took.
Tensor spread(const Tensor& own, const Shape& shape, const Tensor& classes) {
  Tensor all = Tensor::zeros(shape);
  const std::int64_t each = own.size(1) * own.size(2) * own.size(3);
  for (std::int64_t r = 0; r < own.size(0); ++r) {
    const std::int64_t category = classes.as<std::int64_t>()[static_cast<std::size_t>(r)];
    const std::int64_t at = r * shape[1] * own.size(2) * own.size(3) + category * each;
    std::copy_n(own.floats().data() + r * each, each, all.floats().data() + at);
  }
  return all;
}

}  // namespace

at::Tensor box_mask_loss(const at::Tensor& scores, const Tensor& targets, const Tensor& classes,
                         const Tensor& weights, int grid) {
  const Tensor values = from_torch(scores.detach().to(at::kCPU, at::kFloat).contiguous());
  const LocationGridLoss loss = location_grid_loss(own_scores(values, classes, grid), targets, weights, grid);
  const at::Tensor gradient = to_torch(spread(loss.gradient, values.shape(), classes)).to(scores.device());
  // A function with this value and this gradient: linear in the scores, moved to where the loss is.
  const at::Tensor slope = (scores.to(at::kFloat) * gradient).sum();
  return slope - slope.detach() + loss.loss;
}

}  // namespace perpixel
