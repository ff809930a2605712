#include "image/resize.h"

#include <cstdint>

#include "image/pictures.h"

namespace perpixel {
namespace {

TEST(ResizeNearest, PicksPixelCentres) {
  // By hand: floor((x + 0.5) * 4 / 2) = 1, 3 and floor((x + 0.5) * 2 / 4) = 0, 0, 1, 1.
  const std::vector<int> row{10, 11, 12, 13};
  EXPECT_EQ((resize_nearest<int>(row, 1, 4, 1, 2)), (std::vector<int>{11, 13}));
  const std::vector<int> column{5, 6};
  EXPECT_EQ((resize_nearest<int>(column, 2, 1, 4, 1)), (std::vector<int>{5, 5, 6, 6}));
}

TEST(ResizeNearest, AgreesWithPillowsNearest) {  // the same rule, up to the rounding of Pillow's running sum
  const Image image = pattern(12, 10, 1);
  const auto samples = image.samples<std::uint8_t>();
  for (const auto& [height, width] : {std::pair{6, 5}, {24, 40}, {3, 20}}) {
    const auto mask = resize_nearest<std::uint8_t>(samples, 12, 10, height, width);
    const Image expected = resize_pillow(image, height, width, PillowFilter::nearest);
    EXPECT_TRUE(std::ranges::equal(mask, expected.samples<std::uint8_t>()));
  }
}

}  // namespace
}  // namespace perpixel
