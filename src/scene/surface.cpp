#include "scene/surface.h"

#include <algorithm>

namespace perpixel {
namespace {

void see_polygon(Surface& s, const Primitive& p, const View& view) {
  s.corners = p.corners;
  for (int i = 0; i < p.corners; ++i) {
    s.points[static_cast<std::size_t>(i)] = view.point(p.points[static_cast<std::size_t>(i)]);
  }
  // From world coordinates: pieces of ground in one plane get exactly the same offset, so the later one wins
  // ties.
  s.offset = dot(p.normal, p.points[0] - view.position);
  s.normal = view.direction(p.normal);
  s.faces_camera = s.offset < 0 || (p.two_sided && s.offset > 0);
  if (s.offset > 0) {
    s.normal = s.normal * -1;
    s.offset = -s.offset;
  }
}

/// A strip is a quadrilateral turned to the camera, no thinner than its least width in pixels.
void see_strip(Surface& s, const Primitive& p, const View& view) {
  Vec3 a = view.point(p.points[0]), b = view.point(p.points[1]);
  if (a.z > b.z) std::swap(a, b);
  if (b.z <= kNearPlane_m) return;
  if (a.z < kNearPlane_m) a = lerp(a, b, (kNearPlane_m - a.z) / (b.z - a.z));
  const Vec3 side = normalized(cross(b - a, lerp(a, b, 0.5)));
  const double wide_a = std::max(p.radius_m, p.min_px * 0.5 * a.z / view.focal_px);
  const double wide_b = std::max(p.radius_m, p.min_px * 0.5 * b.z / view.focal_px);
  s.corners = 4;
  s.points[0] = a + side * wide_a;
  s.points[1] = b + side * wide_b;
  s.points[2] = b - side * wide_b;
  s.points[3] = a - side * wide_a;
  s.normal = normalized(cross(side, b - a));
  if (dot(s.normal, a) > 0) s.normal = s.normal * -1;
  s.offset = dot(s.normal, a);
  s.faces_camera = s.offset < -1e-9;
}

void see_quadric(Surface& s, const Primitive& p, const View& view) {
  s.centre = view.point(p.centre);
  for (std::size_t i = 0; i < 3; ++i) {
    s.axes[i] = view.direction(p.axes[i]);
    s.rows[i] = s.axes[i] * (1 / dot(s.axes[i], s.axes[i]));
  }
  s.eye = Vec3{dot(s.rows[0], s.centre), dot(s.rows[1], s.centre), dot(s.rows[2], s.centre)} * -1;
  s.taper = p.taper;
  s.e = p.shape == Shape::cone ? -p.taper * p.taper : 1;
  s.faces_camera = s.centre.z > 0;
}

void see_texture(Surface& s, const Primitive& p, const View& view) {
  const Vec3 origin = view.point(p.texture_origin);
  s.u_row = view.direction(p.texture_u);
  s.v_row = view.direction(p.texture_v);
  s.u0 = -dot(s.u_row, origin);
  s.v0 = -dot(s.v_row, origin);
}

Surface surface_of(const Primitive& p, const View& view) {
  Surface s;
  s.shape = p.shape;
  s.is_ground = p.is_ground;
  s.ragged = p.ragged;
  s.part = p.part;
  s.object = p.object;
  s.material = &p.material;
  if (p.shape == Shape::polygon)
    see_polygon(s, p, view);
  else if (p.shape == Shape::strip)
    see_strip(s, p, view);
  else
    see_quadric(s, p, view);
  see_texture(s, p, view);
  return s;
}

}  // namespace

Vec3 Surface::round_normal_at(Vec3 p) const {
  const Vec3 q = local(p);
  const Vec3 n = normalized(rows[0] * q.x + rows[1] * q.y + rows[2] * (e * q.z - taper));
  return dot(n, p) > 0 ? n * -1 : n;
}

std::vector<Surface> surfaces_of(const World& world, const View& view) {
  std::vector<Surface> surfaces(1);
  surfaces.reserve(world.primitives().size() + 1);
  for (const Primitive& p : world.primitives()) surfaces.push_back(surface_of(p, view));
  return surfaces;
}

}  // namespace perpixel
