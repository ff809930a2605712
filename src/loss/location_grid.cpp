#include "loss/location_grid.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "decode/location_grid.h"
#include "error/error.h"

namespace perpixel {

namespace {

/// One position: its four classifiers' probabilities of what is true there.
struct Position {
  GridBlend blend;
  std::array<double, 4> right;  // p_k inside, 1 - p_k outside
  double blended = 0;
};

/// 1 / (1 + exp(-sign * score)) is p for sign 1 and 1 - p for sign -1, both without cancellation.
Position position_of(const float* scores, std::size_t pixels, const GridBlend& blend, double sign) {
  Position position{blend, {}, 0};
  for (std::size_t k = 0; k < 4; ++k) {
    const auto score = static_cast<double>(scores[static_cast<std::size_t>(blend.cells[k]) * pixels]);
    position.right[k] = 1 / (1 + std::exp(-sign * score));
    position.blended += static_cast<double>(blend.weights[k]) * position.right[k];
  }
  return position;
}

/// Adds to the four classifiers' gradients. The share of each in p is at most 1, also where both vanish.
void add_gradient(const Position& position, double sign, double weight, float* gradient, std::size_t pixels) {
  for (std::size_t k = 0; k < 4; ++k) {
    const double own = static_cast<double>(position.blend.weights[k]) * position.right[k];
    if (own == 0) continue;
    const double share = std::min(1., own / position.blended);
    gradient[static_cast<std::size_t>(position.blend.cells[k]) * pixels] -=
        static_cast<float>(sign * weight * share * (1 - position.right[k]));
  }
}

void check(const Tensor& scores, const Tensor& targets, const Tensor& weights, int grid) {
  const bool fits = scores.rank() == 4 && scores.size(1) == grid * grid &&
                    targets.shape() == Shape{scores.size(0), scores.size(2), scores.size(3)} &&
                    weights.shape() == Shape{scores.size(0)};
  if (!fits)
    throw Error(ErrorCode::shape_mismatch,
                "scores " + shape_text(scores.shape()) + ", targets " + shape_text(targets.shape()) +
                    " and weights " + shape_text(weights.shape()) + " are not of one grid of " +
                    std::to_string(grid) + " x " + std::to_string(grid) + " classifiers");
}

}  // namespace

LocationGridLoss location_grid_loss(const Tensor& scores, const Tensor& targets, const Tensor& weights,
                                    int grid) {
  check(scores, targets, weights, grid);
  const int height = static_cast<int>(scores.size(2)), width = static_cast<int>(scores.size(3));
  const auto pixels = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  const auto boxes = static_cast<std::size_t>(scores.size(0));
  LocationGridLoss result{0, Tensor::zeros(scores.shape())};
  for (std::size_t r = 0; r < boxes; ++r)
    for (std::size_t i = 0; i < pixels; ++i) {
      const std::int64_t target = targets.as<std::int64_t>()[r * pixels + i];
      if (target < 0) continue;
      const double sign = target > 0 ? 1 : -1;
      const double weight = static_cast<double>(weights.floats()[r]) / static_cast<double>(boxes);
      const std::size_t at = r * static_cast<std::size_t>(grid * grid) * pixels + i;
      const auto place = static_cast<int>(i);
      const Position position =
          position_of(scores.floats().data() + at, pixels,
                      grid_blend(place / width, place % width, height, width, grid), sign);
      result.loss -= weight * std::log(std::max(position.blended, static_cast<double>(FLT_MIN)));
      add_gradient(position, sign, weight, result.gradient.floats().data() + at, pixels);
    }
  return result;
}

float location_grid_weight(float box_area_px) { return std::min(box_area_px / (224.f * 224.f), 1.f); }

}  // namespace perpixel
