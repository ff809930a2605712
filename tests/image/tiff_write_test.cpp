#include "image/codec.h"
#include "image/pictures.h"

namespace perpixel {
namespace {

TEST(EncodeTiff, ReturnsTheSamePicture) {
  for (const int channels : {1, 2, 3, 4, 7}) {
    const Image u8 = pattern(37, 9, channels), u16 = pattern<std::uint16_t>(37, 9, channels, 65536, 1, 300);
    const Image f32 = pattern<float>(37, 9, channels, 256, 0.37, -5);
    for (const Image& image : {u8, u16, f32}) {
      const Bytes bytes = encode_tiff(image);
      EXPECT_EQ(decode(bytes, "a.tif"), image);
      EXPECT_EQ(read_header(bytes, "a.tif").channels, channels);
    }
  }
}

TEST(EncodeTiff, Compresses) { EXPECT_LT(encode_tiff(Image(300, 300, 3)).size(), 5000u); }

TEST(EncodeTiff, RefusesEmptyPictures) {
  expect_error(ErrorCode::image_unsupported, "0 x 3 pixels", [] { encode_tiff(Image(0, 3, 1)); });
}

}  // namespace
}  // namespace perpixel
