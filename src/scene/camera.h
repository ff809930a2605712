// The pinhole camera that looks at a scene.
#pragma once

#include "scene/random.h"
#include "scene/vec3.h"

namespace perpixel {

/// Stands at (0, height_m, 0) and looks along world +z, tilted and rolled a little. The scene does not depend
/// on the picture's size: `focal` is relative to its longer side.
struct Camera {
  double height_m = 1.7;
  double focal = 1;      // focal length / longer side of the picture
  double tan_pitch = 0;  // > 0 looks down
  double roll_turns = 0;
};

Camera random_camera(SceneRandom random);

/// A camera and a raster: camera coordinates (x right, y down, z ahead) -> pixels.
/// Pixel (i, j) covers [j, j+1) x [i, i+1); the optical axis meets the middle of the picture.
struct View {
  Vec3 position, right, down, ahead;  // world coordinates, orthonormal
  double focal_px = 1, per_px = 1 /* 1 / focal_px */, centre_x = 0, centre_y = 0;

  Vec3 direction(Vec3 world) const { return {dot(world, right), dot(world, down), dot(world, ahead)}; }
  Vec3 point(Vec3 world) const { return direction(world - position); }
  /// Of a point with z > 0.
  double pixel_x(Vec3 camera) const { return centre_x + focal_px * camera.x / camera.z; }
  double pixel_y(Vec3 camera) const { return centre_y + focal_px * camera.y / camera.z; }
  /// The ray through a pixel position, z = 1: camera point = ray * depth.
  Vec3 ray(double x, double y) const { return {(x - centre_x) * per_px, (y - centre_y) * per_px, 1}; }
};

View view_of(const Camera& camera, int width, int height);

}  // namespace perpixel
