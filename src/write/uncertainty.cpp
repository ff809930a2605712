#include "write/uncertainty.h"

#include <algorithm>
#include <cmath>

namespace perpixel {

Image uncertainty_picture(const Tensor& variance, std::size_t classes) {
  Image picture(static_cast<int>(variance.size(2)), static_cast<int>(variance.size(3)), 1);
  const auto count = static_cast<float>(std::max<std::size_t>(classes, 2));
  const float greatest = (1 - 1 / count) / count;
  const auto pixels = picture.samples<std::uint8_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<std::uint8_t>(
        std::lround(255 * std::sqrt(std::clamp(variance.floats()[i] / greatest, 0.f, 1.f))));
  return picture;
}

}  // namespace perpixel
