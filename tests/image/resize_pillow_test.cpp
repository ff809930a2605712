#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "image/pictures.h"
#include "image/resize.h"

namespace perpixel {
namespace {

const std::map<std::string, PillowFilter> kFilters{{"nearest", PillowFilter::nearest},
                                                   {"box", PillowFilter::box},
                                                   {"bilinear", PillowFilter::bilinear},
                                                   {"bicubic", PillowFilter::bicubic},
                                                   {"lanczos", PillowFilter::lanczos}};

std::string hex(const Image& image) {
  std::string text;
  for (const std::uint8_t v : image.samples<std::uint8_t>())
    text += {"0123456789abcdef"[v >> 4], "0123456789abcdef"[v & 15]};
  return text;
}

// Expected rows by Pillow 12.3, Image.resize(size, filter, box), see tests/data/README.md.
TEST(ResizePillow, EqualsPillowToTheBit) {
  std::ifstream file(image_data("pillow_resize.txt"));
  std::string line, name, rows;
  int cases = 0;
  while (std::getline(file, line)) {
    if (line[0] == '#') continue;
    std::istringstream words(line);
    int in_height = 0, in_width = 0, channels = 0, height = 0, width = 0;
    SourceBox box;
    words >> name >> in_height >> in_width >> channels >> height >> width >> box.left >> box.top >>
        box.right >> box.bottom >> rows;
    const Image image = pattern(in_height, in_width, channels);
    EXPECT_EQ(hex(resize_pillow(image, box, height, width, kFilters.at(name))), rows) << line.substr(0, 60);
    ++cases;
  }
  EXPECT_EQ(cases, 50);
}

TEST(ResizePillow, CropEqualsCropOfTheWhole) {
  for (const auto& [name, filter] : kFilters)
    for (const auto& [height, width] : {std::pair{7, 9}, {40, 61}, {23, 60}, {23, 31}})
      for (const Image& image :
           {pattern(23, 31, 3), pattern<std::uint16_t>(23, 31, 1), pattern<float>(23, 31, 2)}) {
        const int top = height / 3, left = width / 4, rows = height / 2, columns = width / 2;
        EXPECT_EQ(resize_pillow_crop(image, height, width, top, left, rows, columns, filter),
                  crop(resize_pillow(image, height, width, filter), top, left, rows, columns))
            << name << ' ' << height << ' ' << width;
      }
}

TEST(ResizePillow, TheSameSizeIsTheSamePicture) {
  const Image image = pattern(9, 14, 3);
  for (const auto& [name, filter] : kFilters) EXPECT_EQ(resize_pillow(image, 9, 14, filter), image) << name;
}

TEST(ResizePillow, AConstantStaysConstant) {
  Image image(13, 17, 3);
  std::ranges::fill(image.samples<std::uint8_t>(), std::uint8_t{201});
  for (const auto& [name, filter] : kFilters)
    for (const int size : {1, 5, 50}) {
      const Image out = resize_pillow(image, size, size + 3, filter);
      for (const std::uint8_t v : out.samples<std::uint8_t>()) ASSERT_EQ(v, 201) << name;
    }
}

TEST(ResizePillow, BoxHalvingAveragesFloats) {  // by hand: (1 + 2 + 3 + 6) / 4 = 3
  Image image(2, 2, 1, SampleType::f32);
  std::ranges::copy(std::vector<float>{1, 2, 3, 6}, image.samples<float>().begin());
  EXPECT_FLOAT_EQ(resize_pillow(image, 1, 1, PillowFilter::box).samples<float>()[0], 3);
}

TEST(ResizePillow, MirroringCommutes) {  // symmetric filters, and a scale that divides evenly
  const Image image = pattern<float>(16, 24, 2);
  const Image a = flip_horizontal(resize_pillow(image, 8, 12)),
              b = resize_pillow(flip_horizontal(image), 8, 12);
  for (std::size_t i = 0; i < a.samples<float>().size(); ++i)
    EXPECT_NEAR(a.samples<float>()[i], b.samples<float>()[i], 1e-4);
}

TEST(ResizePillow, OvershootOfU16IsClamped) {
  Image image(1, 8, 1, SampleType::u16);
  for (std::size_t x = 4; x < 8; ++x) image.samples<std::uint16_t>()[x] = 65535;
  const Image out = resize_pillow(image, 1, 32, PillowFilter::lanczos);
  EXPECT_EQ(*std::ranges::max_element(out.samples<std::uint16_t>()), 65535);
  EXPECT_EQ(out.samples<std::uint16_t>()[0], 0);
  EXPECT_LT(out.samples<std::uint16_t>()[12], 1000);  // the dip beside the edge, not a wrapped value
}

TEST(ResizePillow, RefusesEmptySizesAndBoxesOutside) {
  const Image image = pattern(4, 5, 3);
  expect_error(ErrorCode::bad_value, "to 0 x 5", [&] { resize_pillow(image, 0, 5); });
  expect_error(ErrorCode::bad_value, "positive", [&] { resize_pillow(Image(0, 5, 3), 2, 2); });
  expect_error(ErrorCode::bad_value, "source box", [&] { resize_pillow(image, {0, 0, 6, 4}, 2, 2); });
  expect_error(ErrorCode::bad_value, "source box", [&] { resize_pillow(image, {2, 0, 2, 4}, 2, 2); });
  expect_error(ErrorCode::bad_value, "leaves the resized picture of 8 x 8",
               [&] { resize_pillow_crop(image, 8, 8, 5, 0, 4, 4); });
}

}  // namespace
}  // namespace perpixel
