#include <cmath>

#include "image/codec.h"
#include "image/pictures.h"

namespace perpixel {
namespace {

Image smooth(int channels) {
  Image image(48, 64, channels);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x)
      for (int c = 0; c < channels; ++c) image.at(y, x, c) = static_cast<std::uint8_t>(2 * y + x + 20 * c);
  return image;
}

double mean_difference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.samples<std::uint8_t>().size(); ++i)
    sum += std::abs(a.samples<std::uint8_t>()[i] - b.samples<std::uint8_t>()[i]);
  return sum / static_cast<double>(a.samples<std::uint8_t>().size());
}

TEST(EncodeJpeg, ReturnsNearlyTheSamePicture) {
  for (const int channels : {1, 3}) {
    const Image image = smooth(channels), back = decode(encode_jpeg(image, 95), "a.jpg");
    ASSERT_EQ(back.channels(), channels);
    EXPECT_LT(mean_difference(image, back), 1.5);
  }
}

TEST(EncodeJpeg, QualityTradesSize) {
  const Image image = pattern(64, 64, 3);
  EXPECT_LT(encode_jpeg(image, 20).size(), encode_jpeg(image, 80).size());
  EXPECT_LT(encode_jpeg(image, 80).size(), encode_jpeg(image, 100).size());
}

TEST(EncodeJpeg, ChromaIsSubsampledBelow90) {
  const auto sampling_of_luma =
      [](const Bytes& bytes) {  // SOF0: FF C0 len len 8 h h w w 3, then id, sampling
        for (std::size_t i = 2; i + 11 < bytes.size(); ++i)
          if (bytes[i] == 0xFF && bytes[i + 1] == 0xC0) return int{bytes[i + 11]};
        return -1;
      };
  EXPECT_EQ(sampling_of_luma(encode_jpeg(smooth(3), 89)), 0x22);
  EXPECT_EQ(sampling_of_luma(encode_jpeg(smooth(3), 90)), 0x11);
}

TEST(EncodeJpeg, RefusesWhatJpegCannotHold) {
  expect_error(ErrorCode::image_unsupported, "u16", [] { encode_jpeg(pattern<std::uint16_t>(2, 2, 3)); });
  expect_error(ErrorCode::image_unsupported, "of 4", [] { encode_jpeg(pattern(2, 2, 4)); });
  expect_error(ErrorCode::bad_value, "quality 101", [] { encode_jpeg(pattern(2, 2, 3), 101); });
  expect_error(ErrorCode::image_unsupported, "cannot write a JPEG", [] { encode_jpeg(Image(0, 0, 3)); });
}

}  // namespace
}  // namespace perpixel
