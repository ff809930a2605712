#include <cmath>

#include "image/codec.h"
#include "image/pictures.h"

namespace perpixel {
namespace {

/// Written and decoded by Pillow 12.3 (libjpeg-turbo); the PNG beside holds Pillow's pixels.
class PillowJpeg : public testing::TestWithParam<const char*> {};

TEST_P(PillowJpeg, DecodesToPillowsPixels) {
  const Image image = read_image(image_data(std::string(GetParam()) + ".jpg"));
  EXPECT_EQ(image, read_image(image_data(std::string(GetParam()) + ".png")));
}

TEST_P(PillowJpeg, EveryPrefixIsRefused) {
  expect_every_prefix_refused(read_file(image_data(std::string(GetParam()) + ".jpg")), "cut.jpg");
}

TEST_P(PillowJpeg, DamageIsNoCrash) {
  expect_only_errors_when_damaged(read_file(image_data(std::string(GetParam()) + ".jpg")), "damaged.jpg");
}

INSTANTIATE_TEST_SUITE_P(Files, PillowJpeg,
                         testing::Values("jpeg_420", "jpeg_422_progressive", "jpeg_444", "jpeg_grey_restart",
                                         "jpeg_cmyk"));

TEST(ReadJpeg, HeaderOfCmykIsRgb) {
  const ImageHeader header = read_header(image_data("jpeg_cmyk.jpg"));
  EXPECT_EQ(header.format, ImageFormat::jpeg);
  EXPECT_EQ(header.height, 29);
  EXPECT_EQ(header.width, 37);
  EXPECT_EQ(header.channels, 3);
  EXPECT_EQ(header.type, SampleType::u8);
}

TEST(ReadJpeg, TurnsUprightByExif) {
  const Bytes plain = encode_jpeg(pattern(16, 24, 3), 95);
  const Image stored = decode(plain, "plain.jpg");
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Bytes bytes = with_jpeg_exif(plain, exif_block(orientation, orientation % 2 == 0));
    EXPECT_EQ(read_header(bytes, "exif.jpg").orientation, orientation);
    EXPECT_EQ(read_header(bytes, "exif.jpg").width, 24);  // as stored
    EXPECT_EQ(decode(bytes, "exif.jpg").height(), orientation >= 5 ? 24 : 16);
    ReadOptions as_stored;
    as_stored.apply_exif_orientation = false;
    EXPECT_EQ(decode(bytes, "exif.jpg", as_stored), stored);
  }
}

/// The frame header with other sizes: SOF0 = FF C0, length, precision, height, width.
Bytes with_claimed_size(Bytes bytes, int height, int width) {
  for (std::size_t i = 2; i + 9 < bytes.size(); ++i)
    if (bytes[i] == 0xFF && bytes[i + 1] == 0xC0) {
      bytes[i + 5] = static_cast<std::uint8_t>(height >> 8), bytes[i + 6] = static_cast<std::uint8_t>(height);
      bytes[i + 7] = static_cast<std::uint8_t>(width >> 8), bytes[i + 8] = static_cast<std::uint8_t>(width);
      return bytes;
    }
  ADD_FAILURE() << "no SOF0";
  return bytes;
}

TEST(ReadJpeg, AHugeClaimIsRefusedFromTheHeader) {
  const Bytes bytes = with_claimed_size(encode_jpeg(pattern(8, 8, 3)), 60000, 60000);
  expect_error(ErrorCode::image_too_large, "huge.jpg: the header claims 60000 x 60000",
               [&] { decode(bytes, "huge.jpg"); });
}

TEST(ReadJpeg, AClaimThatTheFileCannotHoldIsRefusedBeforeAllocation) {
  const Bytes bytes = with_claimed_size(encode_jpeg(pattern(8, 8, 3)), 16000, 16000);
  expect_error(ErrorCode::image_corrupt, "cannot hold 16000 x 16000", [&] { decode(bytes, "claim.jpg"); });
}

TEST(ReadJpeg, AFlatPictureIsNoFalseClaim) {  // the densest picture there is
  EXPECT_EQ(decode(encode_jpeg(Image(2000, 2000, 1), 1), "flat.jpg").width(), 2000);
}

TEST(ReadJpeg, TheErrorNamesFileAndCause) {
  Bytes bytes = encode_jpeg(pattern(40, 40, 3));
  bytes.resize(bytes.size() / 2);
  expect_error(ErrorCode::image_corrupt, "half.jpg: JPEG: Premature end", [&] { decode(bytes, "half.jpg"); });
}

TEST(ReadJpeg, APrematureEndMarkerIsRefused) {  // pixels are lost although the file ends properly
  Bytes bytes = encode_jpeg(pattern(64, 64, 3));
  bytes.resize(bytes.size() / 2);
  bytes.insert(bytes.end(), {0xFF, 0xD9});
  expect_error(ErrorCode::image_corrupt, "premature end", [&] { decode(bytes, "half.jpg"); });
}

}  // namespace
}  // namespace perpixel
