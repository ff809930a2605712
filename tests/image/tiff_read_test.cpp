#include "image/codec.h"
#include "image/pictures.h"

namespace perpixel {
namespace {

constexpr int kHeight = 11, kWidth = 13;

// The files under tiff_* hold the pattern, written by tifffile 2026.3 and Pillow 12.3 (tests/data/README.md).
Image read_tiff(const std::string& name, const ReadOptions& options = {}) {
  return read_image(image_data("tiff_" + name + ".tif"), options);
}

TEST(ReadTiff, EveryCompressionAndByteOrder) {
  const Image rgb = pattern(kHeight, kWidth, 3);
  EXPECT_EQ(read_tiff("lzw_predictor"), rgb);
  EXPECT_EQ(read_tiff("packbits_big_endian"), rgb);
  EXPECT_EQ(read_tiff("planar_strips"), rgb);
  EXPECT_EQ(read_tiff("zstd_u16"), pattern<std::uint16_t>(kHeight, kWidth, 1, 251, 257));
  EXPECT_EQ(read_tiff("group4"), pattern(kHeight, kWidth, 1, 2, 255));
}

TEST(ReadTiff, OtherNumbersBecomeFloatsAsStored) {
  const Image eighths = pattern<float>(kHeight, kWidth, 1, 256, 0.125, -3);
  for (const char* name : {"lzma_f32", "deflate_f32_predictor_big", "f16", "f64_big_endian"})
    EXPECT_EQ(read_tiff(name), eighths) << name;
  EXPECT_EQ(read_tiff("i16"), pattern<float>(kHeight, kWidth, 1, 256, 1, -100));
  EXPECT_EQ(read_tiff("u32"), pattern<float>(kHeight, kWidth, 1, 256, 1000));
}

TEST(ReadTiff, TilesPlanesAndManyChannels) {
  EXPECT_EQ(read_tiff("tiled_planar"), pattern(kHeight, kWidth, 5));
  EXPECT_EQ(read_tiff("tiled_chunky_u16"), pattern<std::uint16_t>(33, 20, 3, 251, 257));
  EXPECT_EQ(read_tiff("seven_channels"), pattern(kHeight, kWidth, 7));
  EXPECT_EQ(read_header(image_data("tiff_seven_channels.tif")).channels, 7);
}

TEST(ReadTiff, Pages) {
  EXPECT_EQ(read_header(image_data("tiff_pages.tif")).pages, 2);
  ReadOptions second;
  second.page = 1;
  EXPECT_EQ(read_tiff("pages"), pattern(kHeight, kWidth, 1));
  EXPECT_EQ(read_tiff("pages", second), pattern(5, 6, 3));
  second.page = 2;
  expect_error(ErrorCode::bad_value, "there is no page 2", [&] { read_tiff("pages", second); });
}

TEST(ReadTiff, WhiteIsZeroAndPalettes) {
  EXPECT_EQ(read_tiff("min_is_white"), pattern(kHeight, kWidth, 1));
  ReadOptions raw;
  raw.keep_palette_indices = true;
  EXPECT_EQ(read_tiff("palette", raw), pattern(kHeight, kWidth, 1, 16));
  const Image rgb = read_tiff("palette");
  ASSERT_EQ(rgb.channels(), 3);
  const int index = pattern_sample(7, 8, 0, 16);
  EXPECT_EQ(rgb.at(7, 8, 0), index);
  EXPECT_EQ(rgb.at(7, 8, 1), 255 - index);
  EXPECT_TRUE(read_header(image_data("tiff_palette.tif")).has_palette);
}

TEST(ReadTiff, OtherColourSpacesBecomePillowsRgb) {
  for (const char* name : {"jpeg", "ycbcr", "cmyk"})
    EXPECT_EQ(read_tiff(name), read_image(image_data(std::string("tiff_") + name + ".png"))) << name;
}

TEST(ReadTiff, EveryPrefixIsRefused) {
  for (const char* name : {"lzw_predictor", "packbits_big_endian", "zstd_u16", "lzma_f32", "tiled_planar",
                           "deflate_f32_predictor_big", "group4", "palette", "jpeg"})
    expect_every_prefix_refused(read_file(image_data(std::string("tiff_") + name + ".tif")), "cut.tif");
  expect_every_prefix_refused(encode_tiff(pattern(kHeight, kWidth, 3)), "cut.tif");
  ReadOptions last_page;  // the first page of a file whose second is cut may still be read
  last_page.page = 1;
  expect_every_prefix_refused(read_file(image_data("tiff_pages.tif")), "cut.tif", last_page);
}

TEST(ReadTiff, DamageIsNoCrash) {
  for (const char* name :
       {"lzw_predictor", "packbits_big_endian", "tiled_planar", "group4", "pages", "jpeg", "cmyk"})
    expect_only_errors_when_damaged(read_file(image_data(std::string("tiff_") + name + ".tif")),
                                    "damaged.tif");
}

struct Tag {
  std::uint32_t number, type, value;  // type 3 = SHORT, 4 = LONG; one value
};

/// Little-endian, one directory behind the header, `pixels` behind that.
Bytes hand_made_tiff(std::vector<Tag> tags, const Bytes& pixels) {
  Bytes bytes{'I', 'I', 42, 0};
  append_little_endian(bytes, 8, 4);
  append_little_endian(bytes, static_cast<std::uint32_t>(tags.size()), 2);
  const auto pixels_at = static_cast<std::uint32_t>(8 + 2 + 12 * tags.size() + 4);
  for (const Tag& tag : tags) {
    append_little_endian(bytes, tag.number, 2), append_little_endian(bytes, tag.type, 2),
        append_little_endian(bytes, 1, 4);
    append_little_endian(bytes, tag.number == 273 ? pixels_at : tag.value, 4);
  }
  append_little_endian(bytes, 0, 4);
  bytes.insert(bytes.end(), pixels.begin(), pixels.end());
  return bytes;
}

std::vector<Tag> grey_tags(std::uint32_t height, std::uint32_t width, std::uint32_t orientation) {
  return {{256, 4, width}, {257, 4, height},      {258, 3, 8}, {259, 3, 1},      {262, 3, 1},
          {273, 4, 0},     {274, 3, orientation}, {277, 3, 1}, {278, 4, height}, {279, 4, height * width}};
}

TEST(ReadTiff, TurnsUprightByItsTag) {
  Bytes pixels(24);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i);
  for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
    const Bytes bytes = hand_made_tiff(grey_tags(4, 6, orientation), pixels);
    EXPECT_EQ(read_header(bytes, "a.tif").orientation, static_cast<int>(orientation));
    const Image image = decode(bytes, "a.tif");
    EXPECT_EQ(image.height(), orientation >= 5 ? 6 : 4);
    if (orientation == 3) {
      EXPECT_EQ(image.at(0, 0, 0), 23);  // turned by 180 degrees: the last comes first
    }
  }
  expect_every_prefix_refused(hand_made_tiff(grey_tags(4, 6, 1), pixels), "cut.tif");
}

TEST(ReadTiff, AHugeClaimIsRefusedFromTheHeader) {
  expect_error(ErrorCode::image_too_large, "huge.tif: the header claims 60000 x 60000",
               [] { decode(hand_made_tiff(grey_tags(60000, 60000, 1), {}), "huge.tif"); });
}

TEST(ReadTiff, AClaimThatTheFileDoesNotHoldIsRefused) {
  expect_error(ErrorCode::image_corrupt, "claim.tif: TIFF: data block 0 ends at byte",
               [] { decode(hand_made_tiff(grey_tags(1000, 1000, 1), {1, 2, 3}), "claim.tif"); });
}

TEST(ReadTiff, AStripTooShortForItsClaimIsRefusedBeforeAllocation) {
  std::vector<Tag> tags = grey_tags(10000, 10000, 1);
  tags.back().value = 3;
  expect_error(ErrorCode::image_corrupt, "cannot hold 10000 x 10000",
               [&] { decode(hand_made_tiff(tags, {1, 2, 3}), "claim.tif"); });
}

TEST(ReadTiff, AFlatPictureIsNoFalseClaim) {
  const Image flat(1500, 1500, 3);
  EXPECT_EQ(decode(encode_tiff(flat), "flat.tif"), flat);
}

TEST(ReadTiff, OddBitDepthsAreRefusedByName) {
  std::vector<Tag> tags = grey_tags(2, 2, 1);
  tags[2].value = 12;
  expect_error(ErrorCode::image_unsupported, "12 bits",
               [&] { decode(hand_made_tiff(tags, Bytes(16)), "odd.tif"); });
}

}  // namespace
}  // namespace perpixel
