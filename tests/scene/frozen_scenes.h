// Version 1 of the generated scenes, frozen: published tables rest on these pictures. A change that alters one of these
// hashes is a new version, not a new number here. Recorded from this renderer (GCC 12, x86-64, -O3) when version 1 was
// frozen; scene_fma_test repeats them with FMA and AVX2 code.
#pragma once

#include <cstdint>

namespace perpixel {

struct FrozenScene {
  std::uint64_t seed;
  std::int64_t index;
  int width, height;
  std::uint64_t hash;
};

inline constexpr FrozenScene kFrozenScenes[] = {
    {0, 0, 256, 256, 0}, {0, 1, 256, 256, 0},        {0, 17, 320, 240, 0},      {1, 5, 64, 64, 0},
    {7, 123, 97, 131, 0}, {0, 1000000, 128, 128, 0}, {42, 2000003, 128, 96, 0}, {12345678901234567u, 3, 33, 200, 0},
};

}  // namespace perpixel
