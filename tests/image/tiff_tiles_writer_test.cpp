#include "image/tiff_tiles_writer.h"

#include <sstream>

#include "image/pictures.h"

namespace perpixel {
namespace {

Bytes written(const Image& image, const std::vector<int>& bands, std::span<const Rgb> palette = {}) {
  std::stringstream stream;
  TiffTilesWriter writer(stream, image.height(), image.width(), image.type(), palette);
  int top = 0;
  for (const int height : bands) {
    writer.add(crop(image, top, 0, height, image.width()));
    top += height;
  }
  writer.close();
  const std::string text = stream.str();
  return {text.begin(), text.end()};
}

// Round trip; bands that end anywhere give the same file.
TEST(TiffTilesWriter, BandsBecomeOnePicture) {
  const Image grey = pattern(300, 270, 1);
  const Bytes once = written(grey, {300});
  EXPECT_EQ(decode(once, "t.tif"), grey);
  EXPECT_EQ(written(grey, {1, 254, 2, 43}), once);
  const Image wide = pattern<std::uint16_t>(257, 1, 1, 251, 257);
  EXPECT_EQ(decode(written(wide, {256, 1}), "t.tif"), wide);
}

TEST(TiffTilesWriter, PaletteColours) {
  const Image indices = pattern(5, 7, 1, 3);
  const std::vector<Rgb> palette{{1, 2, 3}, {10, 20, 30}, {255, 0, 128}};
  const Bytes bytes = written(indices, {5}, palette);
  const Image colours = decode(bytes, "t.tif");
  const int index = indices.at(3, 4, 0);
  EXPECT_EQ(colours.at(3, 4, 2), palette[static_cast<std::size_t>(index)].b);
  ReadOptions raw;
  raw.keep_palette_indices = true;
  EXPECT_EQ(decode(bytes, "t.tif", raw), indices);
}

TEST(TiffTilesWriter, WrongOrMissingRowsAreRefused) {
  std::stringstream stream;
  TiffTilesWriter writer(stream, 3, 4, SampleType::u8);
  expect_error(ErrorCode::bad_value, "another picture", [&] { writer.add(Image(1, 5, 1)); });
  expect_error(ErrorCode::bad_value, "another picture", [&] { writer.add(Image(4, 4, 1)); });
  expect_error(ErrorCode::bad_value, "another picture", [&] { writer.add(Image(1, 4, 1, SampleType::u16)); });
  writer.add(Image(2, 4, 1));
  expect_error(ErrorCode::bad_value, "got only 2", [&] { writer.close(); });
  expect_error(ErrorCode::bad_value, "cannot be written",
               [&] { TiffTilesWriter(stream, 0, 4, SampleType::u8); });
}

}  // namespace
}  // namespace perpixel
