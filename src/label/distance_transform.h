// Exact Euclidean distances to a set of pixels.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace perpixel {

/// What squared_distances says when no pixel is inside.
inline constexpr std::int64_t kNoDistance = -1;

/// inside [height, width], row-major, nonzero = in the set -> squared distance in px^2 between the centre of
/// every pixel and the nearest one inside (0 inside). Exact: whole numbers throughout; time linear in the
/// pixels. Meijster, Roerdink, Hesselink 2000.
std::vector<std::int64_t> squared_distances(std::span<const std::uint8_t> inside, int height, int width);

}  // namespace perpixel
