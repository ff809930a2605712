#include "transform/input_size.h"

#include <algorithm>
#include <cmath>

namespace perpixel {

namespace {

double short_side_factor(const InputRecipe& input, PixelSize original) {
  const double shorter = std::min(original.height, original.width),
               longer = std::max(original.height, original.width);
  return std::min(input.size / shorter, input.max_size / longer);
}

}  // namespace

PixelSize scaled(PixelSize size, double factor) {
  const auto side = [&](int px) { return std::max(1, static_cast<int>(std::lround(px * factor))); };
  return {side(size.height), side(size.width)};
}

PixelSize input_size(const InputRecipe& input, PixelSize original) {
  switch (input.size_rule) {
    case SizeRule::native:
      return original;
    case SizeRule::factor:
      return scaled(original, static_cast<double>(input.size_factor));
    case SizeRule::short_side:
      return scaled(original, short_side_factor(input, original));
    case SizeRule::fixed:
      return {input.height, input.width};
  }
  return original;
}

}  // namespace perpixel
