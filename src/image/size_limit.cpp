#include "image/size_limit.h"

#include <limits>

#include "error/error.h"

namespace perpixel {

void check_size(std::uint64_t height, std::uint64_t width, std::uint64_t channels, std::size_t max_pixels,
                const std::string& name) {
  const std::string size = std::to_string(width) + " x " + std::to_string(height);
  if (height == 0 || width == 0 || channels == 0)
    throw Error(ErrorCode::image_corrupt, name + ": the header claims " + size + " pixels");
  constexpr std::uint64_t kMostPerSide = std::numeric_limits<int>::max();
  constexpr std::uint64_t kMostSamplesPerPixel = 16;
  const bool sides_fit = height <= kMostPerSide && width <= kMostPerSide;
  if (!sides_fit || height > max_pixels / width ||
      channels > kMostSamplesPerPixel * max_pixels / (height * width))
    throw Error(ErrorCode::image_too_large,
                name + ": the header claims " + size + " pixels of " + std::to_string(channels) +
                    " channels, more than the limit of " + std::to_string(max_pixels) + " pixels",
                "raise max_pixels if the picture is really that large");
}

}  // namespace perpixel
