// A primitive as one camera sees it: what rasterising and shading need, in camera coordinates.
#pragma once

#include <array>
#include <vector>

#include "scene/camera.h"
#include "scene/world.h"

namespace perpixel {

/// Nothing nearer is drawn.
inline constexpr double kNearPlane_m = 0.15;

struct Surface {
  Shape shape = Shape::polygon;
  bool faces_camera = false;  // false: nothing of it can be seen
  bool is_ground = false;
  bool ragged = false;
  BodyPart part = BodyPart::none;
  std::uint16_t object = 0;
  // Flat ones: corners (not clipped), unit normal towards the camera, plane normal . p = offset.
  int corners = 0;
  std::array<Vec3, 8> points;
  Vec3 normal;
  double offset = 0;
  // Quadrics: local q = (rows . p) + eye; the surface is q.x^2 + q.y^2 + e q.z^2 - 2 taper q.z = 1.
  std::array<Vec3, 3> rows;
  Vec3 eye, centre;
  std::array<Vec3, 3> axes;
  double e = 1, taper = 0;
  // Texture coordinates of camera point p: u = u_row . p + u0.
  Vec3 u_row, v_row;
  double u0 = 0, v0 = 0;
  const Material* material = nullptr;

  Vec3 local(Vec3 p) const { return Vec3{dot(rows[0], p), dot(rows[1], p), dot(rows[2], p)} + eye; }
  /// Unit normal at a point of the surface, towards the camera.
  Vec3 normal_at(Vec3 p) const { return is_flat() ? normal : round_normal_at(p); }
  bool is_flat() const { return shape == Shape::polygon || shape == Shape::strip; }
  Vec3 round_normal_at(Vec3 p) const;
};

/// One per primitive, in order, after a blank one for the sky; pointers into `world`.
std::vector<Surface> surfaces_of(const World& world, const View& view);

}  // namespace perpixel
