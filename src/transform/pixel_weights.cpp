#include "transform/pixel_weights.h"

#include <algorithm>
#include <string>

#include "error/error.h"
#include "transform/source_map.h"

namespace perpixel {

namespace {

CellMap brought_along(const CellMap& cells, const SourceMap& map) {
  CellMap out{map.height, map.width, cells.count, {}};
  out.ids.reserve(map.places.size());
  for (const std::int64_t place : map.places)
    out.ids.push_back(place == kOutside ? kNoCell : cells.ids[static_cast<std::size_t>(place)]);
  return out;
}

/// 0 where there is no truth.
float class_weight(const LabelMap& labels, std::int64_t place, std::span<const float> class_weights) {
  if (place == kOutside) return 0;
  const ClassId id = labels.ids[static_cast<std::size_t>(place)];
  if (id == kIgnore) return 0;
  return id < class_weights.size() ? class_weights[id] : 1;
}

}  // namespace

void fill_pixel_weights(const Example& example, const AugmentPlan& plan, const BorderWeight& border,
                        std::span<const float> class_weights, std::span<float> weights) {
  const std::size_t pixels =
      static_cast<std::size_t>(plan.window.height) * static_cast<std::size_t>(plan.window.width);
  if (weights.size() != pixels)
    throw Error(ErrorCode::shape_mismatch, example.name + ": " + std::to_string(weights.size()) +
                                               " weights for " + std::to_string(pixels) + " pixels");
  std::ranges::fill(weights, 1.f);
  if (border.weight == 0 || !example.labels) return;
  const int reach = border_reach(border);
  const SourceMap map = source_map(plan, {example.image.height(), example.image.width()}, reach);
  const std::vector<float> terms =
      border_weights(brought_along(cells_of(example, border.background), map), border);
  float* to = weights.data();
  for (int y = 0; y < plan.window.height; ++y)
    for (int x = 0; x < plan.window.width; ++x, ++to) {
      const std::size_t at = static_cast<std::size_t>(y + reach) * static_cast<std::size_t>(map.width) +
                             static_cast<std::size_t>(x + reach);
      const float shared = class_weight(*example.labels, map.places[at], class_weights);
      if (shared > 0) *to += terms[at] / shared;
    }
}

}  // namespace perpixel
