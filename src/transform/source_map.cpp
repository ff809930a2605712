#include "transform/source_map.h"

#include <cmath>

#include "transform/surroundings.h"
#include "transform/warp.h"

namespace perpixel {

namespace {

/// floor((position + 0.5) * original / scaled), as resize_nearest.
std::int64_t unscaled(std::int64_t position, int scaled, int original) {
  return (2 * position + 1) * original / (std::int64_t{2} * scaled);
}

std::vector<std::int64_t> along_axis(int corner, int window, int scaled, int original, int margin,
                                     bool mirror) {
  std::vector<std::int64_t> places;
  for (int i = -margin; i < window + margin; ++i) {
    const int position = corner + (mirror ? window - 1 - i : i);
    const bool inside = position >= 0 && position < scaled;
    places.push_back(inside ? unscaled(position, scaled, original) : kOutside);
  }
  return places;
}

void map_straight(const AugmentPlan& plan, PixelSize original, int margin, SourceMap& map) {
  const auto rows =
      along_axis(plan.top, plan.window.height, plan.scaled.height, original.height, margin, false);
  const auto columns =
      along_axis(plan.left, plan.window.width, plan.scaled.width, original.width, margin, plan.mirror);
  for (const std::int64_t row : rows)
    for (const std::int64_t column : columns)
      map.places.push_back(row == kOutside || column == kOutside ? kOutside : row * original.width + column);
}

std::int64_t nearest(double position, int scaled, int original) {
  return unscaled(mirrored_position(static_cast<int>(std::floor(position + 0.5)), scaled), scaled, original);
}

void map_warped(const AugmentPlan& plan, PixelSize original, int margin, SourceMap& map) {
  const WarpField field(plan);
  for (int y = -margin; y < plan.window.height + margin; ++y)
    for (int x = -margin; x < plan.window.width + margin; ++x) {
      const Position position = field.at(y, x);
      map.places.push_back(nearest(position.y, plan.scaled.height, original.height) * original.width +
                           nearest(position.x, plan.scaled.width, original.width));
    }
}

}  // namespace

SourceMap source_map(const AugmentPlan& plan, PixelSize original, int margin) {
  SourceMap map{plan.window.height + 2 * margin, plan.window.width + 2 * margin, {}};
  map.places.reserve(static_cast<std::size_t>(map.height) * static_cast<std::size_t>(map.width));
  if (plan.warp)
    map_warped(plan, original, margin, map);
  else
    map_straight(plan, original, margin, map);
  return map;
}

}  // namespace perpixel
