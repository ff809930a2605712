#include "scene/slab.h"

#include <gtest/gtest.h>

#include "scene/composition.h"

namespace perpixel {
namespace {

World one_slab(ClassId class_id, std::uint64_t seed) {
  World world;
  add_slab(world, SceneRandom(seed, 0, 0), Placement({1, 0, 9}, 0.1), class_id);
  return world;
}

TEST(Slab, BoatsAndCratesAreTheSameThings) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const World boat = one_slab(scene_class::boat, seed), crate = one_slab(scene_class::crate, seed);
    ASSERT_EQ(boat.primitives().size(), crate.primitives().size());
    for (std::size_t i = 0; i < boat.primitives().size(); ++i) {
      const Primitive &a = boat.primitives()[i], &b = crate.primitives()[i];
      EXPECT_EQ(a.points[0].x, b.points[0].x);
      EXPECT_EQ(a.points[2].y, b.points[2].y);
      EXPECT_EQ(a.material.texture, b.material.texture);
      EXPECT_EQ(a.material.base.r, b.material.base.r);
      EXPECT_EQ(a.material.seed, b.material.seed);
    }
  }
}

}  // namespace
}  // namespace perpixel
