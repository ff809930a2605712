#include "image/codec.h"
#include "image/pictures.h"

namespace perpixel {
namespace {

TEST(EncodePng, ReturnsTheSamePicture) {
  for (const int channels : {1, 2, 3, 4}) {
    const Image narrow = pattern(17, 9, channels),
                wide = pattern<std::uint16_t>(17, 9, channels, 65536, 1, 300);
    EXPECT_EQ(decode(encode_png(narrow), "a.png"), narrow);
    EXPECT_EQ(decode(encode_png(wide), "a.png"), wide);
  }
}

TEST(EncodePng, IndexedKeepsIndicesAndColours) {
  const Image indices = pattern(9, 8, 1, 3);
  const std::vector<Rgb> palette{{0, 0, 0}, {128, 0, 0}, {0, 128, 0}};
  const Bytes bytes = encode_png(indices, palette);
  ReadOptions raw;
  raw.keep_palette_indices = true;
  EXPECT_EQ(decode(bytes, "a.png", raw), indices);
  const Image colours = decode(bytes, "a.png");
  for (int x = 0; x < 8; ++x) {
    const Rgb expected = palette[indices.at(4, x, 0)];
    EXPECT_EQ((Rgb{colours.at(4, x, 0), colours.at(4, x, 1), colours.at(4, x, 2)}), expected);
  }
}

TEST(EncodePng, RefusesWhatPngCannotHold) {
  expect_error(ErrorCode::image_unsupported, "f32", [] { encode_png(pattern<float>(2, 2, 1)); });
  expect_error(ErrorCode::image_unsupported, "of 5", [] { encode_png(pattern(2, 2, 5)); });
  expect_error(ErrorCode::bad_value, "no colour among 2",
               [] { encode_png(pattern(4, 4, 1, 3), std::vector<Rgb>(2)); });
  expect_error(ErrorCode::image_unsupported, "3 channels",
               [] { encode_png(pattern(4, 4, 3), std::vector<Rgb>(2)); });
  expect_error(ErrorCode::image_unsupported, "cannot write a PNG", [] { encode_png(Image(0, 3, 1)); });
}

}  // namespace
}  // namespace perpixel
