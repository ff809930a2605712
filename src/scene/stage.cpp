#include "scene/stage.h"

#include <algorithm>

namespace perpixel {
namespace {

constexpr double kFar_m = 3000;

/// Convex corners in either turning sense.
bool contains(const std::vector<Vec3>& corners, double x, double z) {
  bool left = false, right = false;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Vec3 a = corners[i], b = corners[(i + 1) % corners.size()];
    const double side = (b.x - a.x) * (z - a.z) - (b.z - a.z) * (x - a.x);
    (side < 0 ? left : right) = true;
  }
  return left != right;
}

}  // namespace

Primitive& Stage::pave(ClassId class_id, const Material& material, std::initializer_list<Vec3> corners,
                       double level_m) {
  Terrain terrain{class_id, level_m, {}};
  for (const Vec3& c : corners) {
    Vec3 p = frame.at({c.x, 0, c.z});
    p.y = level_m;
    terrain.corners.push_back(p);
  }
  world.begin(class_id, false, {});
  Primitive& p = world.polygon(terrain.corners, {0, 1, 0}, material);
  p.is_ground = true;
  p.texture_origin = frame.origin();
  p.texture_u = frame.direction({1, 0, 0});
  p.texture_v = frame.direction({0, 0, 1});
  terrains_.push_back(std::move(terrain));
  return p;
}

void Stage::pave(ClassId class_id, const Material& material, double x0, double z0, double x1, double z1,
                 double level_m) {
  Primitive& p = pave(class_id, material, {{x0, 0, z0}, {x1, 0, z0}, {x1, 0, z1}, {x0, 0, z1}}, level_m);
  p.texture_origin = frame.at({(x0 + x1) / 2, 0, 0});
}

void Stage::pave_everything(ClassId class_id, const Material& material, double level_m) {
  pave(class_id, material, -kFar_m, -kFar_m, kFar_m, kFar_m, level_m);
}

const Terrain* Stage::terrain_at(double x, double z) const {
  const Terrain* top = nullptr;
  for (const Terrain& t : terrains_) {
    if (contains(t.corners, x, z) && (!top || t.level_m >= top->level_m)) top = &t;
  }
  return top;
}

bool Stage::carries(const Footing& footing, double x, double z) const {
  const Terrain* t = terrain_at(x, z);
  if (!t) return false;
  return t->class_id == scene_class::water
             ? footing.water
             : (t->class_id == scene_class::road ? footing.road : footing.ground);
}

bool Stage::hides_subject(const Circle& c) const {
  if (!has_subject_ || c.z >= subject_.z || c.z <= 0.5) return false;
  const double apart = c.x / c.z - subject_.x / subject_.z;
  return std::abs(apart) < c.radius / c.z + 0.5 * subject_.radius / subject_.z;
}

bool Stage::is_free(const Circle& wanted) const {
  for (const Circle& c : taken_) {
    const double dx = c.x - wanted.x, dz = c.z - wanted.z, reach = c.radius + wanted.radius;
    if (dx * dx + dz * dz < reach * reach) return false;
  }
  return !hides_subject(wanted);
}

bool Stage::claim(Vec3 at, double radius) {
  const Circle wanted{at.x, at.z, radius};
  if (!is_free(wanted)) return false;
  taken_.push_back(wanted);
  return true;
}

bool Stage::claim_row(Vec3 middle, Vec3 along, double length_m, double half_depth) {
  std::vector<Circle> row;
  const int pieces = 1 + static_cast<int>(length_m / (2 * half_depth));
  const double reach = std::max(0.0, length_m / 2 - half_depth);
  for (int i = 0; i <= pieces; ++i) {
    const Vec3 at = middle + along * (reach * (2.0 * i / pieces - 1));
    row.push_back({at.x, at.z, half_depth});
    if (!is_free(row.back())) return false;
  }
  taken_.insert(taken_.end(), row.begin(), row.end());
  return true;
}

void Stage::claim_subject(Vec3 at, double radius) {
  subject_ = {at.x, at.z, radius};
  has_subject_ = true;
  taken_.push_back(subject_);
}

void Stage::scatter(SceneRandom& random, int count, double near_m, double far_m, const Footing& footing,
                    double radius, const Build& build) {
  for (int i = 0; i < count; ++i) {
    SceneRandom r = random.fork();
    for (int attempt = 0; attempt < 6; ++attempt) {
      // Even in inverse depth: as many near the lower edge of the picture as near the horizon.
      const double z = 1 / r.range(1 / far_m, 1 / near_m), x = r.range(-0.58, 0.58) * z / camera.focal;
      if (!carries(footing, x, z) || !claim({x, 0, z}, radius)) continue;
      const Placement place({x, terrain_at(x, z)->level_m, z}, r.uniform());
      build(r.fork(), place);
      break;
    }
  }
}

}  // namespace perpixel
