// Version 1 of the generated scenes, frozen: published tables rest on these pictures. A change that alters
// one of these hashes is a new version, not a new number here. Recorded from this renderer (GCC 12, x86-64,
// -O3) when version 1 was frozen; scene_fma_test repeats them with FMA and AVX2 code.
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
    {0, 0, 256, 256, 14845781797770938064u},       {0, 1, 256, 256, 2945269103409289950u},
    {0, 17, 320, 240, 7663613372247457435u},       {1, 5, 64, 64, 11645680164026119254u},
    {7, 123, 97, 131, 4892162297586226517u},       {0, 1000000, 128, 128, 10767841231518313710u},
    {42, 2000003, 128, 96, 16404366305951761259u}, {12345678901234567u, 3, 33, 200, 7710195367156722550u},
};

}  // namespace perpixel
