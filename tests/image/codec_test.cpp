#include "image/codec.h"

#include <filesystem>

#include "image/pictures.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

TEST(Codec, TellsFormatsByTheirBytes) {
  EXPECT_EQ(read_header(encode_jpeg(pattern(3, 4, 1)), "a").format, ImageFormat::jpeg);
  EXPECT_EQ(read_header(encode_png(pattern(3, 4, 1)), "a").format, ImageFormat::png);
  EXPECT_EQ(read_header(encode_tiff(pattern(3, 4, 1)), "a").format, ImageFormat::tiff);
}

TEST(Codec, RefusesOtherBytesByName) {
  const Bytes gif{'G', 'I', 'F', '8', '9', 'a', 0, 0, 0, 0};
  expect_error(ErrorCode::image_unsupported, "a.gif: neither JPEG, PNG nor TIFF",
               [&] { decode(gif, "a.gif"); });
  expect_error(ErrorCode::image_corrupt, "empty.png: 0 bytes", [] { decode({}, "empty.png"); });
  expect_error(ErrorCode::file_not_found, "nowhere.png", [] { read_image("/nowhere.png"); });
}

TEST(Codec, MaxPixelsHoldsForEveryFormat) {
  ReadOptions options;
  options.max_pixels = 11;
  const Image image = pattern(3, 4, 3);
  for (const Bytes& bytes : {encode_jpeg(image), encode_png(image), encode_tiff(image)}) {
    expect_error(ErrorCode::image_too_large, "4 x 3", [&] { decode(bytes, "a", options); });
    options.max_pixels = 12;
    EXPECT_EQ(decode(bytes, "a", options).width(), 4);
    options.max_pixels = 11;
  }
}

TEST(Codec, WritesByExtension) {
  const fs::path folder = fs::path(testing::TempDir()) / "perpixel_codec_test";
  fs::create_directories(folder);
  const Image image = pattern(6, 5, 3);
  for (const char* name : {"a.png", "a.TIF", "a.tiff"}) {
    write_image(folder / name, image);
    EXPECT_EQ(read_image(folder / name), image) << name;
  }
  write_image(folder / "a.jpeg", image);
  EXPECT_EQ(read_header(folder / "a.jpeg").format, ImageFormat::jpeg);
  expect_error(ErrorCode::image_unsupported, "a.bmp", [&] { write_image(folder / "a.bmp", image); });
  fs::remove_all(folder);
}

TEST(Codec, PictureExtensions) {
  for (const char* name : {"a.jpg", "b.JPEG", "c/d.Png", "e.tif", "f.tiff"})
    EXPECT_TRUE(has_image_extension(name));
  for (const char* name : {"a", "a.txt", "png", ".png.zip", "a.jpg~"})
    EXPECT_FALSE(has_image_extension(name));
}

}  // namespace
}  // namespace perpixel
