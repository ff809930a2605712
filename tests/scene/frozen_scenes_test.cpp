// The same file is compiled twice: against the library as built, and against the renderer built for AVX2 and
// FMA.
#include "frozen_scenes.h"

#include <gtest/gtest.h>

#include "scene_hash.h"

namespace perpixel {
namespace {

TEST(FrozenScenes, Version1KeepsEveryBitOfPictureAndTruths) {
#ifdef PERPIXEL_NEEDS_FMA
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    GTEST_SKIP() << "this CPU has no FMA";
#endif
  for (const FrozenScene& f : kFrozenScenes) {
    SceneOptions options;
    options.seed = f.seed;
    options.width = f.width;
    options.height = f.height;
    EXPECT_EQ(hash_of(render_scene(options, f.index)), f.hash)
        << "seed " << f.seed << " index " << f.index << " " << f.width << " x " << f.height;
  }
}

}  // namespace
}  // namespace perpixel
