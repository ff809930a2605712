// Which pixel of the original picture each pixel of the training picture shows: nearest neighbour, for
// truths.
#pragma once

#include <cstdint>
#include <vector>

#include "transform/augment_plan.h"

namespace perpixel {

inline constexpr std::int64_t kOutside = -1;

/// [height, width] places y * original width + x in the original picture, or kOutside.
struct SourceMap {
  int height = 0, width = 0;
  std::vector<std::int64_t> places;
};

/// Of the plan's window with `margin` px more on every side. Without a warp, pixels beyond the picture are
/// kOutside; with one they show the picture mirrored, as its colours do.
SourceMap source_map(const AugmentPlan& plan, PixelSize original, int margin);

}  // namespace perpixel
