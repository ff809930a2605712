#include "scene/world.h"

namespace perpixel {
namespace {

/// Flat surfaces are textured in metres: u level, v up; lying ones along world x and z.
void lay_texture(Primitive& p, Vec3 origin, Vec3 normal) {
  p.texture_origin = origin;
  const bool lies = normal.y * normal.y > 0.5;
  p.texture_u = lies ? Vec3{1, 0, 0} : normalized({-normal.z, 0, normal.x});
  p.texture_v = lies ? Vec3{0, 0, 1} : normalized(cross(p.texture_u, normal));
  if (p.texture_v.y < 0) p.texture_v = p.texture_v * -1;
}

/// Round surfaces take two of their own axes, slanted so that every side shows a pattern.
void wrap_texture(Primitive& p) {
  p.texture_origin = p.centre;
  const Vec3 a = normalized(p.axes[0]), b = normalized(p.axes[1]), c = normalized(p.axes[2]);
  p.texture_u = a + b * 0.7;
  p.texture_v = c + b * 0.3;
}

Vec3 any_perpendicular(Vec3 unit) {
  const Vec3 other = unit.y * unit.y < 0.8 ? Vec3{0, 1, 0} : Vec3{1, 0, 0};
  return normalized(cross(unit, other));
}

}  // namespace

std::uint16_t World::begin(ClassId class_id, bool is_instance, Vec3 anchor) {
  objects_.push_back({class_id, is_instance, anchor, {}});
  return static_cast<std::uint16_t>(objects_.size() - 1);
}

Primitive& World::add(Shape shape, const Material& material) {
  Primitive p;
  p.shape = shape;
  p.material = material;
  p.object = static_cast<std::uint16_t>(objects_.size() - 1);
  primitives_.push_back(p);
  return primitives_.back();
}

Primitive& World::polygon(std::span<const Vec3> corners, Vec3 outward, const Material& material) {
  Primitive& p = add(Shape::polygon, material);
  for (const Vec3& corner : corners) p.points[static_cast<std::size_t>(p.corners++)] = corner;
  p.normal = normalized(outward);
  lay_texture(p, corners[0], p.normal);
  return p;
}

void World::box(const Placement& place, Vec3 lo, Vec3 hi, const Material& side, const Material& top) {
  const auto at = [&](double x, double y, double z) { return place.at({x, y, z}); };
  const auto face = [&](double x0, double z0, double x1, double z1, Vec3 out) {
    polygon({at(x0, lo.y, z0), at(x1, lo.y, z1), at(x1, hi.y, z1), at(x0, hi.y, z0)}, place.direction(out),
            side);
  };
  face(lo.x, lo.z, hi.x, lo.z, {0, 0, -1});
  face(hi.x, lo.z, hi.x, hi.z, {1, 0, 0});
  face(hi.x, hi.z, lo.x, hi.z, {0, 0, 1});
  face(lo.x, hi.z, lo.x, lo.z, {-1, 0, 0});
  polygon({at(lo.x, hi.y, lo.z), at(hi.x, hi.y, lo.z), at(hi.x, hi.y, hi.z), at(lo.x, hi.y, hi.z)}, {0, 1, 0},
          top);
}

void World::prism(const Placement& place, std::span<const Vec3> profile, double half_width,
                  const Material& side, const Material& rim) {
  const std::size_t n = profile.size();
  Vec3 middle;
  std::array<Vec3, 8> left, right;
  for (std::size_t i = 0; i < n; ++i) {
    middle = middle + profile[i] * (1.0 / static_cast<double>(n));
    left[i] = place.at({-half_width, profile[i].y, profile[i].z});
    right[i] = place.at({half_width, profile[i].y, profile[i].z});
  }
  polygon(std::span<const Vec3>(left.data(), n), place.direction({-1, 0, 0}), side);
  polygon(std::span<const Vec3>(right.data(), n), place.direction({1, 0, 0}), side);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    const Vec3 along = profile[j] - profile[i];
    Vec3 out{0, -along.z, along.y};
    if (dot(out, profile[i] - middle) < 0) out = out * -1;
    polygon({left[i], right[i], right[j], left[j]}, place.direction(out), rim);
  }
}

Primitive& World::ellipsoid(Vec3 centre, Vec3 a, Vec3 b, Vec3 c, const Material& material) {
  Primitive& p = add(Shape::ellipsoid, material);
  p.centre = centre;
  p.axes = {a, b, c};
  wrap_texture(p);
  return p;
}

Primitive& World::ball(Vec3 centre, double radius, const Material& material) {
  return ellipsoid(centre, {radius, 0, 0}, {0, 0, radius}, {0, radius, 0}, material);
}

Primitive& World::cone(Vec3 from, Vec3 to, double r0, double r1, const Material& material) {
  Primitive& p = add(Shape::cone, material);
  const Vec3 along = to - from, unit = normalized(along), side = any_perpendicular(unit);
  const double mean = (r0 + r1) / 2;
  p.centre = lerp(from, to, 0.5);
  p.axes = {side * mean, cross(unit, side) * mean, along * 0.5};
  p.taper = (r1 - r0) / (r1 + r0);
  wrap_texture(p);
  return p;
}

Primitive& World::strip(Vec3 from, Vec3 to, double radius_m, double min_px, const Material& material) {
  Primitive& p = add(Shape::strip, material);
  p.points[0] = from;
  p.points[1] = to;
  p.radius_m = radius_m;
  p.min_px = min_px;
  p.two_sided = true;
  return p;
}

}  // namespace perpixel
