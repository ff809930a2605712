#include "scene/animal.h"

#include "scene/paint.h"

namespace perpixel {
namespace {

/// Proportions in shoulder heights.
struct Build {
  double shoulder_m, length, girth, head, muzzle, neck_up, neck_forward, leg, tail_up;
};

struct Beast {
  World& world;
  const Placement& place;
  const Build& build;
  Material coat;

  Vec3 at(double x, double y, double z) const { return place.at(Vec3{x, y, z} * build.shoulder_m); }
  void blob(double x, double y, double z, double rx, double ry, double rz, const Material& m) const {
    const double k = build.shoulder_m;
    world.ellipsoid(at(x, y, z), place.direction({rx * k, 0, 0}), place.direction({0, 0, rz * k}),
                    {0, ry * k, 0}, m);
  }
  void bone(Vec3 from, Vec3 to, double r0, double r1) const {
    world.cone(from, to, r0 * build.shoulder_m, r1 * build.shoulder_m, coat);
  }
};

void add_body(const Beast& a) {
  const Build& b = a.build;
  const double y = 1 - b.girth;
  a.blob(0, y, 0, b.girth * 0.85, b.girth, b.length / 2, a.coat);
  a.blob(0, y + 0.03, b.length * 0.3, b.girth * 0.9, b.girth * 1.05, b.length * 0.22, a.coat);
}

void add_legs(const Beast& a, SceneRandom& r) {
  const double reach = a.build.length * 0.36, x = a.build.girth * 0.55, y = 1 - a.build.girth;
  for (int i = 0; i < 4; ++i) {
    const double side = (i & 1) ? x : -x, z = (i & 2) ? reach : -reach, step = r.range(-0.16, 0.16);
    const Vec3 hip = a.at(side, y, z), knee = a.at(side, y * 0.5, z + step * 0.7),
               foot = a.at(side, 0.03, z + step);
    a.bone(hip, knee, a.build.leg * 1.7, a.build.leg);
    a.bone(knee, foot, a.build.leg, a.build.leg * 0.75);
  }
}

void add_head(const Beast& a, SceneRandom& r) {
  const Build& b = a.build;
  const double z = b.length * 0.42 + b.neck_forward, y = 1 - b.girth * 0.4 + b.neck_up * r.range(0.2, 1.1);
  a.bone(a.at(0, 1 - b.girth * 0.8, b.length * 0.35), a.at(0, y, z), b.girth * 0.6, b.head * 0.7);
  a.blob(0, y, z, b.head * 0.8, b.head * 0.85, b.head, a.coat);
  Material nose = a.coat;
  nose.base = nose.base * 0.7f;
  a.blob(0, y - b.head * 0.35, z + b.head + b.muzzle * 0.3, b.head * 0.45, b.head * 0.45, b.muzzle, nose);
  for (const double side : {-1.0, 1.0}) {
    a.blob(side * b.head * 0.75, y + b.head * 0.6, z - b.head * 0.2, b.head * 0.25, b.head * 0.5,
           b.head * 0.3, nose);
  }
}

void add_tail(const Beast& a, SceneRandom& r) {
  const double z = -a.build.length * 0.47, y = 1 - a.build.girth * 0.5;
  const double aside = r.range(-0.15, 0.15), up = a.build.tail_up * r.range(0.6, 1.2);
  a.bone(a.at(0, y, z), a.at(aside, y + up, z - 0.22), 0.05, 0.03);
}

void add_beast(World& world, SceneRandom& r, const Placement& place, const Build& build) {
  world.begin(scene_class::animal, true, place.origin());
  const Beast beast{world, place, build, fur(r)};
  add_body(beast);
  add_legs(beast, r);
  add_head(beast, r);
  add_tail(beast, r);
}

}  // namespace

void add_dog(World& world, SceneRandom r, const Placement& place) {
  const Build build{r.range(0.45, 0.75),
                    r.range(1.0, 1.35),
                    r.range(0.2, 0.26),
                    r.range(0.16, 0.21),
                    r.range(0.12, 0.2),
                    0.4,
                    0.14,
                    0.055,
                    0.35};
  add_beast(world, r, place, build);
}

void add_cow(World& world, SceneRandom r, const Placement& place) {
  const Build build{r.range(1.2, 1.5),
                    r.range(1.3, 1.55),
                    r.range(0.28, 0.33),
                    r.range(0.13, 0.16),
                    r.range(0.14, 0.18),
                    0.18,
                    0.22,
                    0.05,
                    -0.5};
  add_beast(world, r, place, build);
}

}  // namespace perpixel
