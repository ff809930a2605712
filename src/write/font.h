// A tiny built-in bitmap font, so that pictures can carry names without any font file.
#pragma once

#include <string_view>

#include "image/codec.h"
#include "image/image.h"

namespace perpixel {

/// Size in pixels of a line of text at scale 1: capitals are 5 x 7, descenders reach 2 rows further down.
inline constexpr int kGlyphWidth = 5, kGlyphHeight = 9, kGlyphAdvance = 6;

/// Width in pixels of UTF-8 text; every code point is as wide as any other. 0 for no text.
int text_width(std::string_view text, int scale = 1);

/// Draws on [H, W, 3] u8 with the top left corner at (y, x); what lies outside the picture is cut off.
/// Printable ASCII is drawn, every other code point as '?'. `scale` >= 1 enlarges each dot to scale x scale
/// pixels.
void draw_text(Image& image, int y, int x, std::string_view text, Rgb color, int scale = 1);

}  // namespace perpixel
