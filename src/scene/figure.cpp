#include "scene/figure.h"

#include <algorithm>

#include "scene/paint.h"

namespace perpixel {
namespace {

/// Angles in turns; swing > 0 is forward, spread > 0 is outward, bend closes the joint.
struct LimbPose {
  double swing = 0, spread = 0, bend = 0;
};
struct BodyPose {
  LimbPose arm[2], leg[2];  // left, right
  double lean = 0;
};

BodyPose standing(SceneRandom& r) {
  BodyPose p;
  for (LimbPose& a : p.arm) a = {r.range(-0.04, 0.06), r.range(0.02, 0.06), r.range(0, 0.12)};
  for (LimbPose& l : p.leg) l = {r.range(-0.02, 0.02), r.range(0.0, 0.03), 0.005};
  return p;
}

BodyPose striding(SceneRandom& r, double stride) {
  BodyPose p;
  const int first = r.below(2);
  for (int side = 0; side < 2; ++side) {
    const double forward = side == first ? 1 : -1;
    p.leg[side] = {forward * stride, 0.01, forward > 0 ? 0.03 : stride * 0.9};
    p.arm[side] = {-forward * stride * 0.9, 0.02, r.range(0.03, 0.08) + stride * 1.2};
  }
  p.lean = stride * 0.12;
  return p;
}

BodyPose raised(SceneRandom& r) {
  BodyPose p = standing(r);
  for (LimbPose& a : p.arm) {
    if (r.chance(0.75)) a = {r.range(0, 0.45), r.range(0.05, 0.4), r.range(0, 0.12)};
  }
  for (LimbPose& l : p.leg) l.spread = r.range(0.01, 0.07);
  return p;
}

BodyPose crouching(SceneRandom& r) {
  BodyPose p = standing(r);
  for (LimbPose& l : p.leg) l = {r.range(0.18, 0.25), 0.03, r.range(0.3, 0.36)};
  for (LimbPose& a : p.arm) a = {r.range(0.1, 0.2), 0.03, r.range(0, 0.1)};
  p.lean = 0.06;
  return p;
}

BodyPose random_pose(SceneRandom& r) {
  const double kind = r.uniform();
  if (kind < 0.35) return standing(r);
  if (kind < 0.7) return striding(r, r.range(0.04, 0.09));
  if (kind < 0.8) return striding(r, r.range(0.09, 0.15));
  return kind < 0.93 ? raised(r) : crouching(r);
}

Vec3 limb_direction(double swing, double spread, double side) {
  const double hang = cos_turns(spread);
  return {side * sin_turns(spread), -cos_turns(swing) * hang, sin_turns(swing) * hang};
}

/// Joints in local coordinates, metres; index 0 = left, 1 = right.
struct Skeleton {
  Vec3 head, neck, pelvis, forward;
  Vec3 shoulder[2], elbow[2], wrist[2], hip[2], knee[2], ankle[2];
  double height;
};

Skeleton skeleton_of(const BodyPose& pose, double height) {
  Skeleton s;
  s.height = height;
  const double h = height;
  s.pelvis = {0, 0.52 * h, 0};
  const Vec3 up{0, cos_turns(pose.lean), sin_turns(pose.lean)};
  s.forward = {0, -up.z, up.y};
  s.neck = s.pelvis + up * (0.31 * h);
  s.head = s.neck + up * (0.1 * h) + s.forward * (0.012 * h);
  for (int i = 0; i < 2; ++i) {
    const double side = i == 0 ? -1 : 1;
    const LimbPose arm = pose.arm[i], leg = pose.leg[i];
    s.shoulder[i] = s.neck + Vec3{side * 0.115 * h, 0, 0} - up * (0.015 * h);
    s.elbow[i] = s.shoulder[i] + limb_direction(arm.swing, arm.spread, side) * (0.165 * h);
    s.wrist[i] = s.elbow[i] + limb_direction(arm.swing + arm.bend, arm.spread, side) * (0.15 * h);
    s.hip[i] = s.pelvis + Vec3{side * 0.055 * h, 0, 0};
    s.knee[i] = s.hip[i] + limb_direction(leg.swing, leg.spread, side) * (0.245 * h);
    s.ankle[i] = s.knee[i] + limb_direction(leg.swing - leg.bend, leg.spread * 0.5, side) * (0.235 * h);
  }
  return s;
}

/// Moves every joint so that the lower ankle stands on the ground.
void stand(Skeleton& s) {
  const double down = std::min(s.ankle[0].y, s.ankle[1].y) - 0.045 * s.height;
  for (Vec3* p : {&s.head, &s.neck, &s.pelvis}) p->y -= down;
  for (int i = 0; i < 2; ++i) {
    for (Vec3* p : {&s.shoulder[i], &s.elbow[i], &s.wrist[i], &s.hip[i], &s.knee[i], &s.ankle[i]})
      p->y -= down;
  }
}

BodyPart sided(BodyPart left, int side) { return static_cast<BodyPart>(static_cast<int>(left) + side); }

struct Clothes {
  Material shirt, sleeve, trousers, shin, skin, hair, shoe;
};

Clothes random_clothes(SceneRandom& r) {
  Clothes c{cloth(r), {}, cloth(r), {}, skin(r), bark(r), cloth(r)};
  if (c.trousers.texture == Texture::stripes) c.trousers.texture = Texture::grain;
  c.sleeve = r.chance(0.5) ? c.shirt : c.skin;
  c.shin = r.chance(0.75) ? c.trousers : c.skin;
  if (r.chance(0.25)) c.hair = cloth(r);  // a hat
  return c;
}

void add_limb(World& world, const Placement& place, Vec3 from, Vec3 to, double r0, double r1, BodyPart part,
              const Material& m) {
  const Vec3 a = place.at(from), b = place.at(to);
  world.cone(a, b, r0, r1, m).part = part;
  Primitive& joint = world.ball(b, r1, m);
  joint.part = part;
  joint.casts_shadow = false;
}

void add_head(World& world, const Placement& place, const Skeleton& s, const Clothes& c) {
  const double h = s.height, r = 0.056 * h;
  const auto put = [&](Vec3 centre, double x, double y, double z, const Material& m) {
    world.ellipsoid(place.at(centre), place.direction({x, 0, 0}), place.direction({0, 0, z}), {0, y, 0}, m)
        .part = BodyPart::head;
  };
  add_limb(world, place, s.neck - Vec3{0, 0.02 * h, 0}, s.head, 0.032 * h, 0.03 * h, BodyPart::head, c.skin);
  put(s.head, r, 0.07 * h, r * 1.05, c.skin);
  put(s.head + Vec3{0, 0.022 * h, 0} - s.forward * (0.012 * h), r * 1.06, 0.056 * h, r * 1.08, c.hair);
  put(s.head + s.forward * (0.058 * h) - Vec3{0, 0.01 * h, 0}, 0.008 * h, 0.012 * h, 0.012 * h, c.skin);
}

void add_trunk(World& world, const Placement& place, const Skeleton& s, const Clothes& c) {
  const double h = s.height;
  const Vec3 up = s.neck - s.pelvis;
  const auto put = [&](Vec3 centre, double x, double half, double z, const Material& m) {
    world
        .ellipsoid(place.at(centre), place.direction({x, 0, 0}), place.direction(s.forward * z),
                   place.direction(normalized(up) * half), m)
        .part = BodyPart::torso;
  };
  put(s.pelvis + up * 0.68, 0.118 * h, 0.125 * h, 0.072 * h, c.shirt);
  put(s.pelvis + up * 0.33, 0.095 * h, 0.13 * h, 0.066 * h, c.shirt);
  put(s.pelvis, 0.1 * h, 0.075 * h, 0.072 * h, c.trousers);
}

void add_limbs(World& world, const Placement& place, const Skeleton& s, const Clothes& c) {
  const double h = s.height;
  for (int i = 0; i < 2; ++i) {
    const BodyPart lower_arm = sided(BodyPart::left_lower_arm, i),
                   lower_leg = sided(BodyPart::left_lower_leg, i);
    add_limb(world, place, s.shoulder[i], s.elbow[i], 0.034 * h, 0.026 * h,
             sided(BodyPart::left_upper_arm, i), c.shirt);
    add_limb(world, place, s.elbow[i], s.wrist[i], 0.025 * h, 0.019 * h, lower_arm, c.sleeve);
    world.ball(place.at(s.wrist[i] + (s.wrist[i] - s.elbow[i]) * 0.2), 0.026 * h, c.skin).part = lower_arm;
    add_limb(world, place, s.hip[i], s.knee[i], 0.054 * h, 0.037 * h, sided(BodyPart::left_upper_leg, i),
             c.trousers);
    add_limb(world, place, s.knee[i], s.ankle[i], 0.036 * h, 0.024 * h, lower_leg, c.shin);
    world
        .ellipsoid(place.at(s.ankle[i] + Vec3{0, -0.02 * h, 0.03 * h}), place.direction({0.028 * h, 0, 0}),
                   place.direction({0, 0, 0.07 * h}), {0, 0.025 * h, 0}, c.shoe)
        .part = lower_leg;
  }
}

std::array<Vec3, 17> coco_keypoints(const Skeleton& s) {
  const double h = s.height;
  const Vec3 face = s.head + s.forward * (0.056 * h);
  return {face - Vec3{0, 0.01 * h, 0},
          face + Vec3{-0.022 * h, 0.012 * h, -0.006 * h},
          face + Vec3{0.022 * h, 0.012 * h, -0.006 * h},
          s.head + Vec3{-0.057 * h, 0, 0},
          s.head + Vec3{0.057 * h, 0, 0},
          s.shoulder[0],
          s.shoulder[1],
          s.elbow[0],
          s.elbow[1],
          s.wrist[0],
          s.wrist[1],
          s.hip[0],
          s.hip[1],
          s.knee[0],
          s.knee[1],
          s.ankle[0],
          s.ankle[1]};
}

}  // namespace

void add_figure(World& world, SceneRandom r, const Placement& place) {
  world.begin(scene_class::figure, true, place.origin());
  const double height = r.chance(0.85) ? r.range(1.52, 1.95) : r.range(1.0, 1.4);
  Skeleton s = skeleton_of(random_pose(r), height);
  stand(s);
  const Clothes clothes = random_clothes(r);
  add_trunk(world, place, s, clothes);
  add_limbs(world, place, s, clothes);
  add_head(world, place, s, clothes);
  std::array<Vec3, 17> keypoints = coco_keypoints(s);
  for (Vec3& p : keypoints) p = place.at(p);
  world.current().keypoints = keypoints;
}

}  // namespace perpixel
