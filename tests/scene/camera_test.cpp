#include "scene/camera.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

TEST(Camera, AxesAreOrthonormal) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    const View v = view_of(random_camera(SceneRandom(1, i, 1)), 320, 200);
    const Vec3 axes[] = {v.right, v.down, v.ahead};
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) EXPECT_NEAR(dot(axes[a], axes[b]), a == b, 1e-6);
    }
  }
}

TEST(Camera, LooksDownOntoTheGround) {
  // By hand: 2 m up, tan pitch 0.5: the axis meets the ground 4 m ahead, which is the middle of the picture.
  const View v = view_of({2, 1, 0.5, 0}, 100, 60);
  const Vec3 p = v.point({0, 0, 4});
  EXPECT_NEAR(v.pixel_x(p), 50, 1e-9);
  EXPECT_NEAR(v.pixel_y(p), 30, 1e-9);
  EXPECT_GT(v.pixel_x(v.point({1, 0, 4})), 50);
  EXPECT_LT(v.pixel_y(v.point({0, 1, 4})), 30);
}

TEST(Camera, RayTimesDepthIsThePoint) {
  const View v = view_of({1.6, 0.9, 0.1, 0.004}, 128, 96);
  const Vec3 p = v.point({0.7, 0.4, 6});
  const Vec3 q = v.ray(v.pixel_x(p), v.pixel_y(p)) * p.z;
  EXPECT_NEAR(length(p - q), 0, 1e-9);
}

}  // namespace
}  // namespace perpixel
