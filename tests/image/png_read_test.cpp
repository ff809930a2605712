#include "image/codec.h"
#include "image/pictures.h"

namespace perpixel {
namespace {

constexpr int kHeight = 11, kWidth = 13;

// The files under png_* hold the pattern, written chunk by chunk with Python's zlib (tests/data/README.md).

TEST(ReadPng, GreyOfEveryDepth) {
  for (const int depth : {1, 2, 4, 8}) {  // full intensity becomes 255
    const int largest = (1 << depth) - 1;
    EXPECT_EQ(read_image(image_data("png_grey" + std::to_string(depth) + ".png")),
              pattern(kHeight, kWidth, 1, largest + 1, 255 / largest));
  }
  EXPECT_EQ(read_image(image_data("png_grey16.png")), pattern<std::uint16_t>(kHeight, kWidth, 1, 65536));
}

/// The palette of the indexed files: entry i is (i, 255 - i, 3i mod 256).
Image coloured(const Image& indices) {
  Image rgb(indices.height(), indices.width(), 3);
  for (int y = 0; y < rgb.height(); ++y)
    for (int x = 0; x < rgb.width(); ++x) {
      const int i = indices.at(y, x, 0);
      rgb.at(y, x, 0) = static_cast<std::uint8_t>(i);
      rgb.at(y, x, 1) = static_cast<std::uint8_t>(255 - i);
      rgb.at(y, x, 2) = static_cast<std::uint8_t>(3 * i);
    }
  return rgb;
}

ReadOptions keep_indices() {
  ReadOptions options;
  options.keep_palette_indices = true;
  return options;
}

TEST(ReadPng, IndexedAsColoursAndAsIndices) {
  for (const int depth : {1, 2, 4, 8}) {
    const std::string path = image_data("png_indexed" + std::to_string(depth) + ".png");
    const Image indices = pattern(kHeight, kWidth, 1, 1 << depth);
    EXPECT_EQ(read_image(path), coloured(indices));
    EXPECT_EQ(read_image(path, keep_indices()), indices);
    EXPECT_TRUE(read_header(path).has_palette);
    EXPECT_EQ(read_header(path).channels, 3);
  }
}

TEST(ReadPng, TransparentColoursBecomeAlpha) {
  const Image rgba =
      read_image(image_data("png_indexed4_trns.png"));  // alpha of index i: 10 i below 8, else 255
  ASSERT_EQ(rgba.channels(), 4);
  EXPECT_EQ(read_header(image_data("png_indexed4_trns.png")).channels, 4);
  for (int x = 0; x < kWidth; ++x) {
    const int index = pattern_sample(5, x, 0, 16);
    EXPECT_EQ(rgba.at(5, x, 3), index < 8 ? 10 * index : 255);
    EXPECT_EQ(rgba.at(5, x, 1), 255 - index);
  }
  EXPECT_EQ(read_image(image_data("png_indexed4_trns.png"), keep_indices()), pattern(kHeight, kWidth, 1, 16));
  const Image grey =
      read_image(image_data("png_grey8_trns.png"));  // grey 20 is transparent: (1, 1), since 7+13 = 20 - 1
  ASSERT_EQ(grey.channels(), 2);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) EXPECT_EQ(grey.at(y, x, 1), grey.at(y, x, 0) == 20 ? 0 : 255);
}

TEST(ReadPng, ChannelsOf8And16Bits) {
  for (const int channels : {2, 3, 4}) {
    const std::string stem = "png_" + std::to_string(channels) + "ch";
    EXPECT_EQ(read_image(image_data(stem + "8.png")), pattern(kHeight, kWidth, channels));
    EXPECT_EQ(read_image(image_data(stem + "16.png")),
              pattern<std::uint16_t>(kHeight, kWidth, channels, 251, 257));
    EXPECT_EQ(read_header(image_data(stem + "16.png")).type, SampleType::u16);
  }
}

TEST(ReadPng, Interlaced) {
  EXPECT_EQ(read_image(image_data("png_adam7_3ch8.png")), pattern(kHeight, kWidth, 3));
  EXPECT_EQ(read_image(image_data("png_adam7_indexed2.png"), keep_indices()), pattern(kHeight, kWidth, 1, 4));
}

TEST(ReadPng, TurnsUprightByExifBeforeOrAfterThePixels) {
  const Bytes plain = encode_png(pattern(4, 6, 3));
  const Bytes exif = png_chunk("eXIf", exif_block(6, true));
  for (const std::size_t at : {std::size_t{33}, plain.size() - 12}) {  // behind IHDR, before IEND
    Bytes bytes = plain;
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), exif.begin(), exif.end());
    EXPECT_EQ(read_header(bytes, "exif.png").orientation, 6);
    const Image image = decode(bytes, "exif.png");
    EXPECT_EQ(image.height(), 6);
    EXPECT_EQ(image.at(0, 0, 0),
              pattern_sample(3, 0, 0));  // turned clockwise: lower left comes to the upper left
  }
}

TEST(ReadPng, EveryPrefixIsRefused) {
  for (const char* name : {"png_adam7_3ch8.png", "png_indexed4_trns.png", "png_grey1.png", "png_4ch16.png"})
    expect_every_prefix_refused(read_file(image_data(name)), "cut.png");
}

TEST(ReadPng, DamageIsNoCrash) {
  for (const char* name : {"png_adam7_indexed2.png", "png_indexed4_trns.png", "png_grey16.png"})
    expect_only_errors_when_damaged(read_file(image_data(name)), "damaged.png");
}

/// A PNG that claims `size` x `size` pixels and holds next to nothing, all checksums right.
Bytes claiming(std::uint32_t size) {
  Bytes header;
  append_big_endian(header, size, 4), append_big_endian(header, size, 4);
  header.insert(header.end(), {8, 2, 0, 0, 0});
  Bytes bytes{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  for (const Bytes& chunk :
       {png_chunk("IHDR", header), png_chunk("IDAT", {0x78, 0x9C, 3, 0, 0, 0, 0, 1}), png_chunk("IEND", {})})
    bytes.insert(bytes.end(), chunk.begin(), chunk.end());
  return bytes;
}

TEST(ReadPng, AHugeClaimIsRefusedFromTheHeader) {
  expect_error(ErrorCode::image_too_large, "huge.png: the header claims 60000 x 60000",
               [] { decode(claiming(60000), "huge.png"); });
  expect_error(ErrorCode::image_corrupt, "huge.png", [] { decode(claiming(0), "huge.png"); });
}

TEST(ReadPng, AClaimThatTheFileCannotHoldIsRefusedBeforeAllocation) {
  expect_error(ErrorCode::image_corrupt, "cannot hold 16000 x 16000",
               [] { decode(claiming(16000), "claim.png"); });
}

TEST(ReadPng, AFlatPictureIsNoFalseClaim) {
  const Image flat(1500, 1500, 3);
  EXPECT_EQ(decode(encode_png(flat), "flat.png"), flat);
}

TEST(ReadPng, AFlippedBitIsFound) {  // by the chunk's checksum
  Bytes bytes = encode_png(pattern(20, 20, 3));
  bytes[bytes.size() / 2] ^= 1;
  expect_error(ErrorCode::image_corrupt, "flipped.png: PNG: ", [&] { decode(bytes, "flipped.png"); });
}

}  // namespace
}  // namespace perpixel
