#include "image/tiff_rows.h"

#include "image/pictures.h"

namespace perpixel {
namespace {

// Oracle: the reader that holds the whole picture. Every band of every height, whatever the strips or tiles
// are.
TEST(TiffRows, BandsAreRowsOfTheWhole) {
  for (const char* name : {"lzw_predictor", "packbits_big_endian", "planar_strips", "zstd_u16", "group4",
                           "lzma_f32", "deflate_f32_predictor_big", "tiled_planar", "tiled_chunky_u16",
                           "seven_channels", "min_is_white", "palette", "jpeg"}) {
    SCOPED_TRACE(name);
    const std::string path = image_data(std::string("tiff_") + name + ".tif");
    const Image whole = read_image(path);
    const TiffRows rows(path);
    ASSERT_EQ(rows.height(), whole.height());
    ASSERT_EQ(rows.width(), whole.width());
    ASSERT_EQ(rows.channels(), whole.channels());
    for (int height = 1; height <= whole.height(); ++height)
      for (int top = 0; top + height <= whole.height(); ++top)
        ASSERT_EQ(rows.read(top, height), crop(whole, top, 0, height, whole.width())) << top << " " << height;
    expect_error(ErrorCode::bad_value, "rows [1, ", [&] { rows.read(1, whole.height()); });
    expect_error(ErrorCode::bad_value, "rows [-1, ", [&] { rows.read(-1, 1); });
  }
}

TEST(TiffRows, WhatNeedsTheWholePictureIsRefused) {
  expect_error(ErrorCode::image_unsupported, "colour space",
               [] { TiffRows rows(image_data("tiff_cmyk.tif")); });
  expect_error(ErrorCode::file_not_found, "no such file", [] { TiffRows rows(image_data("none.tif")); });
}

// A cut file is refused before any work, however much of it is there.
TEST(TiffRows, TruncationIsFoundAtOnce) {
  const Bytes whole = read_file(image_data("tiff_tiled_chunky_u16.tif"));
  EXPECT_NO_THROW(TiffRows(whole, "whole.tif"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    try {
      TiffRows rows(cut, "cut.tif");
      // What is left may be complete only when the missing end holds no pixel.
      EXPECT_EQ(rows.read(0, rows.height()), read_image(image_data("tiff_tiled_chunky_u16.tif"))) << size;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::image_corrupt) << size << ": " << error.what();
    }
  }
}

}  // namespace
}  // namespace perpixel
