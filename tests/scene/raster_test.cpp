#include "scene/raster.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

constexpr int kSide = 40;

/// A camera on the ground that looks along +z, focal length = picture width.
View straight_view() { return view_of({0, 1, 0, 0}, kSide, kSide); }

struct CountSink {
  SampleGrid& grid;
  void plane(int y, int x0, int x1, PlaneRow) const {
    for (int x = x0; x < x1; ++x) ++grid.shadow[grid.at(y, x)];
  }
  bool is_hidden(int, int, float) const { return false; }
  void sample(int y, int x, float near) const {
    ++grid.shadow[grid.at(y, x)];
    grid.inverse_depth[grid.at(y, x)] = near;
  }
};

SampleGrid blank() {
  SampleGrid grid;
  grid.clear(kSide * kSamples, kSide * kSamples);
  return grid;
}

SampleGrid drawn(const World& world) {
  const View view = straight_view();
  const SampleView samples(view, kSide, kSide);
  SampleGrid grid = blank();
  for (const Surface& s : surfaces_of(world, view)) rasterize(s, samples, CountSink{grid});
  return grid;
}

TEST(Raster, PolygonsThatShareEdgesCoverEachSampleOnce) {
  // Property: a fan of triangles around an inner point tiles a quadrilateral larger than the picture.
  World world;
  world.begin(scene_class::wall, false, {});
  const Vec3 corners[] = {{-9, -9, 10}, {9, -9.5, 10}, {9.5, 9, 10}, {-9, 9.5, 10}}, middle{0.37, -1.21, 10};
  for (std::size_t i = 0; i < 4; ++i)
    world.polygon({corners[i], corners[(i + 1) % 4], middle}, {0, 0, -1}, {});
  for (const std::uint8_t times : drawn(world).shadow) EXPECT_EQ(times, 1);
}

TEST(Raster, PolygonBehindTheCameraIsCutAtTheNearPlane) {
  // By hand: a floor 1 m below from 5 m behind to 5 m ahead covers exactly the rows below z = 5: y > centre +
  // 40 / 5.
  World world;
  world.begin(scene_class::ground, false, {});
  world.polygon({{-50, -1, -5}, {50, -1, -5}, {50, -1, 5}, {-50, -1, 5}}, {0, 1, 0}, {});
  const SampleGrid grid = drawn(world);
  for (int y = 0; y < grid.height; ++y) EXPECT_EQ(grid.shadow[grid.at(y, 40)], y >= 40 + 16) << y;
}

TEST(Raster, BallHasTheDepthOfItsNearPole) {
  // By hand: radius 1 at 5 m: 4 m ahead in the middle. Its outline is at the tangent: sin = 1/5, tan = 1 /
  // sqrt(24), so the disc has radius 80 / sqrt(24) = 16.33 samples and an area of 837.8 samples.
  World world;
  world.begin(scene_class::animal, true, {});
  world.ball({0, 0, 5}, 1, {});
  const SampleGrid grid = drawn(world);
  EXPECT_NEAR(static_cast<double>(1 / grid.inverse_depth[grid.at(40, 40)]), 4, 1e-3);
  int covered = 0;
  for (const std::uint8_t times : grid.shadow) covered += times;
  EXPECT_NEAR(covered, 837.8, 12);
}

TEST(Raster, UprightCylinderIsAsWideAsItsTangents) {
  // By hand: radius 0.5 at 5 m: half width 80 * 0.5 / sqrt(25 - 0.25) = 8.04 samples; near side at 4.5 m.
  World world;
  world.begin(scene_class::pole, false, {});
  world.cone({0, -3, 5}, {0, 3, 5}, 0.5, 0.5, {});
  const SampleGrid grid = drawn(world);
  int width = 0;
  for (int x = 0; x < grid.width; ++x) width += grid.shadow[grid.at(40, x)];
  EXPECT_EQ(width, 16);
  EXPECT_NEAR(static_cast<double>(1 / grid.inverse_depth[grid.at(40, 40)]), 4.5, 1e-3);
}

TEST(Raster, ConeEndsWhereItsAxisEnds) {
  // By hand: from height 0 to 1 at 5 m (near side 4.8 m): 80 / 5 = 16 rows above the centre, none below it.
  World world;
  world.begin(scene_class::pole, false, {});
  world.cone({0, 0, 5}, {0, 1, 5}, 0.2, 0.1, {});
  const SampleGrid grid = drawn(world);
  int rows = 0, below = 0;
  for (int y = 0; y < grid.height; ++y) {
    rows += grid.shadow[grid.at(y, 40)] || grid.shadow[grid.at(y, 39)];
    below += y >= 41 && grid.shadow[grid.at(y, 40)];
  }
  EXPECT_NEAR(rows, 16, 1);
  EXPECT_EQ(below, 0);
}

TEST(Raster, StripIsNeverThinnerThanAsked) {
  // By hand: 1 mm thick at 20 m is far below a pixel; 1.5 px = 3 samples.
  World world;
  world.begin(scene_class::wire, false, {});
  world.strip({-10, 0.13, 20}, {10, 0.13, 20}, 0.0005, 1.5, {});
  const SampleGrid grid = drawn(world);
  int thick = 0;
  for (int y = 0; y < grid.height; ++y) thick += grid.shadow[grid.at(y, 40)];
  EXPECT_EQ(thick, 3);
}

TEST(Raster, NearerSurfaceWinsAndLaterOneOnATie) {
  const View view = straight_view();
  const SampleView samples(view, kSide, kSide);
  World world;
  world.begin(scene_class::wall, false, {});
  const auto sheet = [&](double z) {
    world.polygon({{-99, -99, z}, {99, -99, z}, {99, 99, z}, {-99, 99, z}}, {0, 0, -1}, {});
  };
  sheet(5);
  sheet(9);
  sheet(5);
  SampleGrid grid = blank();
  draw(surfaces_of(world, view), samples, grid);
  for (std::size_t i = 0; i < grid.count(); ++i) {
    EXPECT_EQ(grid.surface[i], 3);
    EXPECT_NEAR(static_cast<double>(1 / grid.inverse_depth[i]), 5, 1e-4);
  }
}

TEST(Raster, FacesTurnedAwayAreNotDrawn) {
  World world;
  world.begin(scene_class::wall, false, {});
  world.polygon({{-1, -1, 5}, {1, -1, 5}, {1, 1, 5}}, {0, 0, 1}, {});
  for (const std::uint8_t times : drawn(world).shadow) EXPECT_EQ(times, 0);
}

}  // namespace
}  // namespace perpixel
