#include "loss/box_mask.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "loss/location_grid.h"

namespace perpixel {
namespace {

constexpr int kBoxes = 2, kClasses = 3, kGrid = 2, kHeight = 5, kWidth = 6;

struct Setting {
  at::Tensor scores = at::sin(at::arange(kBoxes * kClasses * kGrid * kGrid * kHeight * kWidth, at::kFloat))
                          .reshape({kBoxes, kClasses* kGrid* kGrid, kHeight, kWidth});
  Tensor targets = Tensor::zeros({kBoxes, kHeight, kWidth}, DType::i64);
  Tensor classes = Tensor::from_ints({kBoxes}, {2, 0});
  Tensor weights = Tensor::from({kBoxes}, {1, 0.25f});
  Setting() {
    std::int64_t i = 0;
    for (std::int64_t& target : targets.as<std::int64_t>()) target = i++ % 3 - 1;
  }
};

/// The grid of each box's class, cut out by hand.
at::Tensor own_grids(const at::Tensor& scores) {
  return at::stack({scores[0].slice(0, 8, 12), scores[1].slice(0, 0, 4)});
}

Tensor plain(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().contiguous();
  const Shape shape(flat.sizes().begin(), flat.sizes().end());
  return Tensor::from(shape, {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()});
}

TEST(BoxMaskLoss, IsThatOfTheClassesOwnGrid) {
  const Setting s;
  const double expected = location_grid_loss(plain(own_grids(s.scores)), s.targets, s.weights, kGrid).loss;
  EXPECT_NEAR(box_mask_loss(s.scores, s.targets, s.classes, s.weights, kGrid).item<double>(), expected,
              1e-5 * expected);
}

// Through LibTorch comes the release's gradient, and nothing for other classes.
TEST(BoxMaskLoss, GradientReachesTheClassesOwnGridOnly) {
  Setting s;
  s.scores.requires_grad_(true);
  (box_mask_loss(s.scores, s.targets, s.classes, s.weights, kGrid) * 2).backward();
  const at::Tensor gradient = s.scores.grad();
  const Tensor expected =
      location_grid_loss(plain(own_grids(s.scores)), s.targets, s.weights, kGrid).gradient;
  const Tensor own = plain(own_grids(gradient));
  for (std::size_t i = 0; i < own.floats().size(); ++i)
    ASSERT_NEAR(own.floats()[i], 2 * expected.floats()[i], 1e-6f);
  EXPECT_NEAR(gradient.abs().sum().item<double>(), own_grids(gradient).abs().sum().item<double>(), 1e-6);
}

TEST(BoxMaskLoss, ShapesAndClassesMustFit) {
  const Setting s;
  EXPECT_THROW(box_mask_loss(s.scores, s.targets, Tensor::from_ints({2}, {0, 3}), s.weights, kGrid), Error);
  EXPECT_THROW(box_mask_loss(s.scores, s.targets, Tensor::from_ints({1}, {0}), s.weights, kGrid), Error);
  EXPECT_THROW(box_mask_loss(s.scores, s.targets, {}, s.weights, kGrid), Error);
}

}  // namespace
}  // namespace perpixel
