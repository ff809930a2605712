// Filling and pasting rectangles on [H, W, 3] u8 pictures.
#pragma once

#include "image/codec.h"
#include "image/image.h"

namespace perpixel {

/// base + alpha (over - base), rounded to nearest; alpha in 0..1 (given as `alpha256` in 0..256).
inline std::uint8_t blend(std::uint8_t base, std::uint8_t over, int alpha256) {
  return static_cast<std::uint8_t>((base * (256 - alpha256) + over * alpha256 + 128) >> 8);
}

/// An empty picture of one colour.
Image plain_picture(int height, int width, Rgb color);

/// Fills [top, top+height) x [left, left+width) with `alpha` 0..1 of the colour; cut off at the border.
void fill_box(Image& image, int top, int left, int height, int width, Rgb color, float alpha = 1);

/// Copies `part` onto `image` with its top left corner at (top, left); cut off at the border.
void paste(Image& image, const Image& part, int top, int left);

}  // namespace perpixel
