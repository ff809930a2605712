// What is drawn for one training picture.
#pragma once

#include <cstdint>

#include "transform/random.h"

namespace perpixel {

/// One stream per decision, so that switching one off changes no other.
enum class Decision : std::uint64_t { scale = 1, crop, flip, color, flip_vertical, rotate, elastic, object };

inline KeyedRandom stream_for(Decision what, std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture) {
  return {seed, epoch, picture, static_cast<std::uint64_t>(what)};
}

}  // namespace perpixel
