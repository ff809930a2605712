// A scene as geometry: objects made of flat polygons, quadrics and thin strips, in world coordinates.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scene/classes.h"
#include "scene/material.h"
#include "scene/turn.h"
#include "scene/vec3.h"

namespace perpixel {

/// Where an object stands and which way it faces: local x right, y up, z forward -> world.
class Placement {
 public:
  Placement(Vec3 origin, double yaw_turns)
      : origin_(origin), cos_(cos_turns(yaw_turns)), sin_(sin_turns(yaw_turns)) {}
  Vec3 direction(Vec3 l) const { return {l.x * cos_ + l.z * sin_, l.y, l.z * cos_ - l.x * sin_}; }
  Vec3 at(Vec3 local) const { return origin_ + direction(local); }
  Vec3 origin() const { return origin_; }

 private:
  Vec3 origin_;
  double cos_, sin_;
};

enum class Shape : std::uint8_t { polygon, ellipsoid, cone, strip };

/// One surface. Polygons are convex and flat, at most 8 corners.
struct Primitive {
  Shape shape = Shape::polygon;
  bool two_sided = false;
  bool is_ground = false;  // lies in a horizontal plane that all ground shares: later ones paint over earlier
  bool casts_shadow = true;
  bool ragged = false;  // ellipsoids of leaves: the rim is eaten by noise
  BodyPart part = BodyPart::none;
  std::uint16_t object = 0;
  int corners = 0;
  std::array<Vec3, 8> points;  // polygon: corners; strip: its two ends
  Vec3 normal;                 // polygon: outward
  Vec3 centre;                 // quadrics
  std::array<Vec3, 3> axes;    // quadrics: half axes, orthogonal; a cone's own axis is the last
  double taper = 0;     // cones: radius grows from (1 - taper) to (1 + taper) times along the last axis
  double radius_m = 0;  // strips
  double min_px = 0;    // strips: never drawn thinner, in pixels
  Vec3 texture_origin, texture_u, texture_v;
  Material material;
};

/// What pixels are told apart by.
struct SceneObject {
  ClassId class_id = scene_class::ground;
  bool is_instance = false;
  Vec3 anchor;  // where it stands; orders instances by distance
  std::optional<std::array<Vec3, 17>> keypoints;
};

/// Adds primitives to the object begun last. Coordinates are the placement's local ones where one is given.
class World {
 public:
  /// Returns the object's number. Number 0 is the sky.
  std::uint16_t begin(ClassId class_id, bool is_instance, Vec3 anchor);
  SceneObject& current() { return objects_.back(); }

  Primitive& polygon(std::span<const Vec3> corners, Vec3 outward, const Material& material);
  Primitive& polygon(std::initializer_list<Vec3> corners, Vec3 outward, const Material& material) {
    return polygon(std::span<const Vec3>(corners.begin(), corners.size()), outward, material);
  }
  /// Five faces: no bottom.
  void box(const Placement& place, Vec3 low, Vec3 high, const Material& side, const Material& top);
  /// A convex profile of (z, y) points drawn out from x = -half_width to half_width.
  void prism(const Placement& place, std::span<const Vec3> profile, double half_width, const Material& side,
             const Material& rim);
  Primitive& ellipsoid(Vec3 centre, Vec3 a, Vec3 b, Vec3 c, const Material& material);
  Primitive& ball(Vec3 centre, double radius, const Material& material);
  /// An open truncated cone around the segment from `from` (radius r0) to `to` (radius r1), all > 0.
  Primitive& cone(Vec3 from, Vec3 to, double r0, double r1, const Material& material);
  Primitive& strip(Vec3 from, Vec3 to, double radius_m, double min_px, const Material& material);

  const std::vector<Primitive>& primitives() const { return primitives_; }
  const std::vector<SceneObject>& objects() const { return objects_; }

 private:
  Primitive& add(Shape shape, const Material& material);

  std::vector<Primitive> primitives_;
  std::vector<SceneObject> objects_{{scene_class::sky, false, {}, {}}};
};

}  // namespace perpixel
