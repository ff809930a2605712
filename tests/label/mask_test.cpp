#include "label/mask.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "error/error.h"

namespace perpixel {
namespace {

Mask mask_of(int height, int width, const std::vector<std::uint8_t>& inside) {
  Mask mask(height, width);
  mask.inside = inside;
  return mask;
}

Mask random_mask(std::mt19937& random, int height, int width, unsigned one_in) {
  Mask mask(height, width);
  for (auto& pixel : mask.inside) pixel = random() % one_in == 0;
  return mask;
}

// By hand: columns of 0 1 0 / 0 1 1 are 00, 11, 01.
TEST(Rle, CountsRunDownTheColumns) {
  const Rle rle = encode_rle(mask_of(2, 3, {0, 1, 0, 0, 1, 1}));
  EXPECT_EQ(rle.counts, (std::vector<std::uint32_t>{2, 2, 1, 1}));
  EXPECT_EQ(area(rle), 3);
  EXPECT_EQ(bounding_box(rle), (Box{1, 0, 3, 2}));
}

TEST(Rle, AMaskThatBeginsInsideStartsWithNoZeros) {
  EXPECT_EQ(encode_rle(mask_of(1, 2, {1, 0})).counts, (std::vector<std::uint32_t>{0, 1, 1}));
}

// Found by fuzzing: a side of length 0.
TEST(Rle, MasksWithoutPixelsAreLegal) {
  for (const auto& [height, width] : {std::pair{0, 2}, {2, 0}, {0, 0}}) {
    const Mask mask = decode_rle(rle_from_text("", height, width));
    EXPECT_EQ(mask, Mask(height, width));
    EXPECT_EQ(decode_rle(encode_rle(mask)), mask);
  }
}

// pycocotools 2.0.11: mask.encode of these arrays.
TEST(Rle, TextIsCocos) {
  EXPECT_EQ(rle_to_text(encode_rle(mask_of(2, 3, {0, 1, 0, 0, 1, 1}))), "221O");
  EXPECT_EQ(rle_to_text(Rle{100, 100, {2050, 30, 70, 30, 70, 30, 7720}}), "RP2n0V2000R_7");
}

// Property over random masks of every density and shape.
TEST(Rle, EncodingAndDecodingGivesTheMask) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const Mask mask = random_mask(random, static_cast<int>(random() % 20), static_cast<int>(random() % 20),
                                  1 + static_cast<unsigned>(random() % 9));
    const Rle rle = encode_rle(mask);
    EXPECT_EQ(decode_rle(rle), mask);
    EXPECT_EQ(rle_from_text(rle_to_text(rle), mask.height, mask.width), rle);
    EXPECT_EQ(area(rle), std::count(mask.inside.begin(), mask.inside.end(), 1));
  }
}

Box box_by_pixels(const Mask& mask) {
  int x0 = mask.width, y0 = mask.height, x1 = 0, y1 = 0;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      if (!mask.inside[static_cast<std::size_t>(y * mask.width + x)]) continue;
      x0 = std::min(x0, x), x1 = std::max(x1, x + 1), y0 = std::min(y0, y), y1 = std::max(y1, y + 1);
    }
  }
  if (x1 == 0) return {};
  return {static_cast<float>(x0), static_cast<float>(y0), static_cast<float>(x1), static_cast<float>(y1)};
}

// Second road: the box from the pixels themselves.
TEST(Rle, BoundingBoxIsTheTightestOne) {
  std::mt19937 random(2);
  for (int i = 0; i < 300; ++i) {
    const Mask mask =
        random_mask(random, 1 + static_cast<int>(random() % 12), 1 + static_cast<int>(random() % 12), 12);
    EXPECT_EQ(bounding_box(encode_rle(mask)), box_by_pixels(mask));
  }
  EXPECT_EQ(bounding_box(encode_rle(Mask(4, 4))), Box{});
}

TEST(Rle, CountsThatDoNotFillTheMaskAreRefused) {
  EXPECT_THROW(decode_rle(Rle{2, 2, {3}}), Error);
  EXPECT_THROW(decode_rle(Rle{2, 2, {3, 2}}), Error);
  EXPECT_THROW(decode_rle(Rle{-1, 2, {}}), Error);
  try {
    decode_rle(Rle{2, 3, {1, 1}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::image_corrupt);
    EXPECT_STREQ(error.what(), "run lengths: counts sum to 2, but the mask is 2x3 (height x width)");
  }
}

TEST(Rle, BrokenTextIsRefused) {
  const std::string good = rle_to_text(Rle{100, 100, {2050, 30, 70, 30, 70, 30, 7720}});
  EXPECT_THROW(rle_from_text(good.substr(0, good.size() - 1), 100, 100), Error);
  EXPECT_THROW(rle_from_text(good, 100, 99), Error);
  EXPECT_THROW(rle_from_text(" ", 1, 1), Error);
  EXPECT_THROW(rle_from_text("\xff", 1, 1), Error);
  EXPECT_THROW(rle_from_text("ooooooooooo", 1, 1), Error);
  EXPECT_THROW(rle_from_text("O", 1, 1), Error);  // -1
}

}  // namespace
}  // namespace perpixel
