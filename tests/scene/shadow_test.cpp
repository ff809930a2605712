#include "scene/shadow.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

/// Level ground and one post-like box 2 m high at (0, 0, 10), seen from 3 m up; the share of ground in shadow
/// per side.
struct Sides {
  int left = 0, right = 0;
};

Sides shadow_sides(Vec3 to_sun, double radius) {
  World world;
  world.begin(scene_class::ground, false, {});
  world.polygon({{-99, 0, 0}, {99, 0, 0}, {99, 0, 99}, {-99, 0, 99}}, {0, 1, 0}, {}).is_ground = true;
  world.begin(scene_class::animal, true, {});
  world.ball({0, 2, 10}, radius, {});
  const View view = view_of({3, 1, 0.2, 0}, 64, 64);
  const SampleView samples(view, 64, 64);
  SampleGrid grid;
  grid.clear(128, 128);
  const std::vector<Surface> surfaces = surfaces_of(world, view);
  draw(surfaces, samples, grid);
  cast_shadows(world, surfaces, to_sun, view, samples, grid);
  Sides sides;
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) {
      if (!grid.shadow[grid.at(y, x)]) continue;
      EXPECT_EQ(grid.surface[grid.at(y, x)], 1) << "shadow lies on the ground only";
      (x < 64 ? sides.left : sides.right) += 1;
    }
  }
  return sides;
}

TEST(Shadow, FallsAwayFromTheSun) {
  const Sides sides = shadow_sides(normalized({-1, 1, 0}), 0.5);
  EXPECT_EQ(sides.left, 0);
  EXPECT_GT(sides.right, 20);
}

TEST(Shadow, UnderAHighSunIsTheCircleBelow) {
  // By hand: the sun overhead throws the ball's own circle of radius r: four times the area for twice the
  // radius.
  const Sides small = shadow_sides({0, 1, 0}, 0.5), large = shadow_sides({0, 1, 0}, 1.0);
  EXPECT_NEAR(small.left, small.right, 8);
  EXPECT_NEAR(static_cast<double>(large.left + large.right) / (small.left + small.right), 4, 0.5);
}

}  // namespace
}  // namespace perpixel
