// The one place that decides whether a picture's claimed size may be allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace perpixel {

/// Throws image_corrupt for a size of zero, image_too_large above `max_pixels` pixels or 16 * `max_pixels`
/// samples (so that many-channel rasters still pass), and image_too_large for a side above 2^31 - 1.
void check_size(std::uint64_t height, std::uint64_t width, std::uint64_t channels, std::size_t max_pixels,
                const std::string& name);

}  // namespace perpixel
