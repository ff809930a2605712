#include "write/draw.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace perpixel {

Image plain_picture(int height, int width, Rgb color) {
  Image image(height, width, 3);
  fill_box(image, 0, 0, height, width, color);
  return image;
}

void fill_box(Image& image, int top, int left, int height, int width, Rgb color, float alpha) {
  const int alpha256 = static_cast<int>(std::lround(std::clamp(alpha, 0.f, 1.f) * 256));
  const std::array over{color.r, color.g, color.b};
  for (int y = std::max(top, 0); y < std::min(top + height, image.height()); ++y)
    for (int x = std::max(left, 0); x < std::min(left + width, image.width()); ++x)
      for (int c = 0; c < 3; ++c)
        image.at(y, x, c) = blend(image.at(y, x, c), over[static_cast<std::size_t>(c)], alpha256);
}

void paste(Image& image, const Image& part, int top, int left) {
  const int first_y = std::max(0, -top), last_y = std::min(part.height(), image.height() - top);
  const int first_x = std::max(0, -left), last_x = std::min(part.width(), image.width() - left);
  for (int y = first_y; y < last_y; ++y)
    for (int x = first_x; x < last_x; ++x)
      for (int c = 0; c < 3; ++c) image.at(top + y, left + x, c) = part.at(y, x, c);
}

}  // namespace perpixel
