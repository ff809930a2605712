#include "decode/corner_grid.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "image/resize.h"

namespace perpixel {
namespace {

// By hand: cells 0, 8 at pixels 0 and 4; beyond the last cell its value.
TEST(CornerGrid, BetweenCellsAndBeyond) {
  const Tensor out = spread_corner_grid(Tensor::from({1, 1, 1, 2}, {0, 8}), 4, 1, 8);
  const std::vector<float> expected{0, 2, 4, 6, 8, 8, 8, 8};
  EXPECT_EQ(std::vector<float>(out.floats().begin(), out.floats().end()), expected);
}

// DeepLab's Interp (semantic.md section 0): 41 cells at stride 8 are align_corners resizing to 321.
TEST(CornerGrid, IsAlignCornersWhereItReaches) {
  Tensor cells({1, 2, 5, 3});
  for (std::size_t i = 0; i < cells.floats().size(); ++i) cells.floats()[i] = static_cast<float>(i * i % 17);
  const Tensor ours = spread_corner_grid(cells, 8, 33, 17);
  const Tensor resized = interpolate(cells, 33, 17, InterpolateMode::bilinear, true);
  for (std::size_t i = 0; i < ours.floats().size(); ++i)
    EXPECT_NEAR(ours.floats()[i], resized.floats()[i], 1e-5);
}

TEST(CornerGrid, RefusesWhatItDoesNotReach) {
  EXPECT_THROW(spread_corner_grid(Tensor::from({1, 1, 1, 1}, {0}), 4, 1, 9), Error);
  EXPECT_NO_THROW(spread_corner_grid(Tensor::from({1, 1, 1, 1}, {0}), 4, 8, 8));
}

}  // namespace
}  // namespace perpixel
