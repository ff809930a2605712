#include "image/exif.h"

#include <algorithm>
#include <array>

#include "image/pictures.h"

namespace perpixel {
namespace {

TEST(Exif, OrientationInEitherByteOrder) {
  for (int orientation = 1; orientation <= 8; ++orientation)
    for (const bool big_endian : {false, true})
      EXPECT_EQ(exif_orientation(exif_block(orientation, big_endian)), orientation);
}

TEST(Exif, ABrokenBlockMeansUpright) {
  EXPECT_EQ(exif_orientation({}), 1);
  EXPECT_EQ(exif_orientation(exif_block(0, true)), 1);
  EXPECT_EQ(exif_orientation(exif_block(9, false)), 1);
  const Bytes whole = exif_block(6, false);
  for (std::size_t size = 0; size < 20; ++size) EXPECT_EQ(exif_orientation(std::span(whole).first(size)), 1);
}

TEST(Upright, ByHand) {
  // Stored        1 2 3
  //               4 5 6     and what the viewer must see, from the figure of EXIF 2.32, tag 0x0112.
  Image stored(2, 3, 1);
  std::ranges::copy(std::array<std::uint8_t, 6>{1, 2, 3, 4, 5, 6}, stored.samples<std::uint8_t>().begin());
  const std::array<std::vector<int>, 8> seen{{{1, 2, 3, 4, 5, 6},
                                              {3, 2, 1, 6, 5, 4},
                                              {6, 5, 4, 3, 2, 1},
                                              {4, 5, 6, 1, 2, 3},
                                              {1, 4, 2, 5, 3, 6},
                                              {4, 1, 5, 2, 6, 3},
                                              {6, 3, 5, 2, 4, 1},
                                              {3, 6, 2, 5, 1, 4}}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image image = upright(stored, orientation);
    const auto samples = image.samples<std::uint8_t>();
    EXPECT_EQ(std::vector<int>(samples.begin(), samples.end()),
              seen[static_cast<std::size_t>(orientation - 1)]);
    EXPECT_EQ(image.height(), orientation >= 5 ? 3 : 2);
  }
}

TEST(Upright, FourQuarterTurnsAreNone) {
  Image image = pattern<std::uint16_t>(5, 7, 3);
  for (int i = 0; i < 4; ++i) image = upright(image, 6);
  EXPECT_EQ(image, pattern<std::uint16_t>(5, 7, 3));
  EXPECT_EQ(upright(upright(image, 6), 8), image);
}

}  // namespace
}  // namespace perpixel
