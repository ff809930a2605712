#include "scene/shadow.h"

namespace perpixel {
namespace {

struct Outline {
  int corners = 0;
  std::array<Vec3, 12> points;  // world, y = 0
  void add(Vec3 p) { points[static_cast<std::size_t>(corners++)] = p; }
};

Vec3 fall(Vec3 p, Vec3 to_sun) {
  const Vec3 q = p - to_sun * (p.y / to_sun.y);
  return {q.x, 0, q.z};
}

Outline polygon_shadow(const Primitive& p, Vec3 to_sun) {
  Outline outline;
  // Of a closed body, the lit faces alone cast its whole shadow.
  if (!p.two_sided && dot(p.normal, to_sun) <= 0) return outline;
  for (int i = 0; i < p.corners; ++i) outline.add(fall(p.points[static_cast<std::size_t>(i)], to_sun));
  return outline;
}

/// The half axes fall onto the ground as vectors v_i; their ellipse is L u, |u| = 1, with L L^T = sum v_i
/// v_i^T.
Outline ellipsoid_shadow(const Primitive& p, Vec3 to_sun) {
  double xx = 0, xz = 0, zz = 0;
  for (const Vec3& axis : p.axes) {
    const Vec3 v = fall(axis, to_sun);
    xx += v.x * v.x;
    xz += v.x * v.z;
    zz += v.z * v.z;
  }
  const double l11 = std::sqrt(xx), l21 = xz / l11, l22 = std::sqrt(std::max(0.0, zz - l21 * l21));
  const Vec3 middle = fall(p.centre, to_sun);
  Outline outline;
  for (int i = 0; i < 12; ++i) {
    const double c = cos_turns(i / 12.0), s = sin_turns(i / 12.0);
    outline.add(middle + Vec3{l11 * c, 0, l21 * c + l22 * s});
  }
  return outline;
}

Outline rod_shadow(Vec3 from, Vec3 to, double r0, double r1, Vec3 to_sun) {
  const Vec3 a = fall(from, to_sun), b = fall(to, to_sun), along = normalized(b - a);
  const Vec3 side{-along.z, 0, along.x};
  Outline outline;
  outline.add(a + side * r0);
  outline.add(b + side * r1);
  outline.add(b - side * r1);
  outline.add(a - side * r0);
  return outline;
}

Outline shadow_of(const Primitive& p, Vec3 to_sun) {
  switch (p.shape) {
    case Shape::polygon:
      return polygon_shadow(p, to_sun);
    case Shape::ellipsoid:
      return ellipsoid_shadow(p, to_sun);
    case Shape::strip:
      return rod_shadow(p.points[0], p.points[1], p.radius_m, p.radius_m, to_sun);
    case Shape::cone:
      break;
  }
  const double r = length(p.axes[0]);
  return rod_shadow(p.centre - p.axes[2], p.centre + p.axes[2], r * (1 - p.taper), r * (1 + p.taper), to_sun);
}

bool takes_shadow(const Surface& s) { return s.is_ground && s.material->texture != Texture::water; }

}  // namespace

void cast_shadows(const World& world, const std::vector<Surface>& surfaces, Vec3 to_sun, const View& view,
                  const SampleView& samples, SampleGrid& grid) {
  std::vector<std::uint8_t> takes(surfaces.size());
  for (std::size_t i = 1; i < surfaces.size(); ++i) takes[i] = takes_shadow(surfaces[i]);
  for (const Primitive& p : world.primitives()) {
    if (p.is_ground || !p.casts_shadow) continue;
    Outline outline = shadow_of(p, to_sun);
    for (Vec3& point : outline.points) point = view.point(point);
    for_rows(project(outline.points.data(), outline.corners, samples), samples, [&](int y, int x0, int x1) {
      for (std::size_t i = grid.at(y, x0), end = grid.at(y, x1); i < end; ++i)
        grid.shadow[i] |= takes[grid.surface[i]];
    });
  }
}

}  // namespace perpixel
