// ops.md 21, row 26: no region is smaller than half the mean size, counted over the centres.
#include <gtest/gtest.h>

#include <algorithm>

#include "decode/slic.h"
#include "scene/scene.h"

namespace perpixel {
namespace {

// By hand, ops.md 18: 60 superpixels of 128 x 96 pixels have a step of sqrt(12288 / 60) = 14.3: centres at 7,
// 21, 35 ... px, 9 in a row and 7 in a column. Half the mean size is int(.5 * 12288 / 63) = 97. What is
// smaller has joined a neighbour that has its number already; only the component of the first pixel may find
// none.
TEST(SlicSizes, AreAtLeastHalfTheMean) {
  for (int index = 0; index < 3; ++index) {
    const Image image =
        render_scene({.seed = 5, .width = 128, .height = 96, .truths = SceneTruths::none()}, index).image;
    const auto sizes = superpixel_sizes(slic(image, {.count = 60}));
    EXPECT_LE(std::ranges::count_if(sizes, [](int size) { return size < 97; }), 1) << index;
  }
}

}  // namespace
}  // namespace perpixel
