#include "scene/plant.h"

#include <algorithm>

#include "scene/paint.h"

namespace perpixel {
namespace {

void add_leaves(World& world, Vec3 centre, double rx, double ry, double rz, const Material& material) {
  world.ellipsoid(centre, {rx, 0, 0}, {0, 0, rz}, {0, ry, 0}, material).ragged = true;
}

}  // namespace

void add_tree(World& world, SceneRandom r, const Placement& place, Range heights) {
  const double height = r.range(heights);
  world.begin(scene_class::tree, true, place.origin());
  const double trunk = height * r.range(0.3, 0.5), thick = height * r.range(0.018, 0.03),
               crown = height * r.range(0.2, 0.3);
  const Material wood = bark(r), green = leaves(r);
  const Vec3 top = place.at({r.range(-0.03, 0.03) * height, height - crown, r.range(-0.03, 0.03) * height});
  world.cone(place.origin(), top, thick * 1.4, thick * 0.6, wood);
  const Vec3 fork = lerp(place.origin(), top, trunk / height);
  add_leaves(world, top, crown, crown, crown, green);
  for (int i = 0, n = r.between(3, 6); i < n; ++i) {
    const double turn = (i + r.range(0, 0.7)) / n, out = crown * r.range(0.6, 1.0),
                 size = crown * r.range(0.55, 0.9);
    const double up = r.range(trunk + 0.6 * size, std::max(trunk + 0.7 * size, height - 0.9 * size));
    const Vec3 tip = place.at({out * cos_turns(turn), up, out * sin_turns(turn)});
    world.cone(fork, tip, thick * 0.5, thick * 0.3, wood).casts_shadow = false;
    add_leaves(world, tip, size, size * r.range(0.7, 0.95), size, green);
  }
}

void add_conifer(World& world, SceneRandom r, const Placement& place, Range heights) {
  const double height = r.range(heights);
  world.begin(scene_class::tree, true, place.origin());
  const double base = height * r.range(0.08, 0.16), wide = height * r.range(0.16, 0.26);
  Material green = leaves(r);
  if (r.chance(0.8))
    green = {
        Texture::foliage, tint(0.36, 0.6, 0.12), tint(0.33, 0.5, r.range(0.25, 0.42)), 0.35f, r.seed32(), 0};
  world.cone(place.origin(), place.at({0, base * 2, 0}), height * 0.02, height * 0.018, bark(r));
  const int tiers = r.between(3, 5);
  for (int i = 0; i < tiers; ++i) {
    const double t0 = static_cast<double>(i) / tiers, t1 = std::min(1.0, (i + 1.7) / tiers);
    const Vec3 low = place.at({0, base + (height - base) * t0, 0}),
               high = place.at({0, base + (height - base) * t1, 0});
    world.cone(low, high, wide * (1 - 0.8 * t0), wide * 0.04 + wide * 0.25 * (1 - t1), green);
  }
}

void add_bush(World& world, SceneRandom r, const Placement& place, Range radii) {
  const double radius = r.range(radii);
  world.begin(scene_class::vegetation, false, place.origin());
  const Material green = leaves(r);
  for (int i = 0, n = r.between(2, 4); i < n; ++i) {
    const double size = radius * r.range(0.55, 0.9);
    add_leaves(world, place.at({r.range(-0.5, 0.5) * radius, size * 0.75, r.range(-0.4, 0.4) * radius}), size,
               size * 0.9, size, green);
  }
}

void add_hedge(World& world, SceneRandom r, const Placement& place, Range lengths, Range heights) {
  const double length_m = r.range(lengths), height = r.range(heights);
  world.begin(scene_class::vegetation, false, place.origin());
  const Material green = leaves(r);
  world.box(place, {-length_m / 2, 0, -0.4}, {length_m / 2, height, 0.4}, green, green);
  for (double x = -length_m / 2; x <= length_m / 2; x += 1.1) {
    const Vec3 tuft = place.at({x, height - 0.1, r.range(-0.2, 0.2)});
    add_leaves(world, tuft, 0.8, r.range(0.2, 0.45), 0.6, green);
  }
}

void add_wood(World& world, SceneRandom r, const Placement& place, double width, Range heights) {
  const double height = r.range(heights);
  world.begin(scene_class::vegetation, false, place.origin());
  for (int i = 0, n = std::max(2, static_cast<int>(width / (1.1 * height))); i <= n; ++i) {
    Material green = leaves(r);
    green.scale = static_cast<float>(height * 0.2);
    const double size = height * r.range(0.5, 0.75), x = width * (static_cast<double>(i) / n - 0.5);
    const Vec3 middle = place.at({x, size * 0.6, r.range(-0.3, 0.3) * height});
    Primitive& p =
        world.ellipsoid(middle, {size * 1.2, 0, 0}, {0, 0, size}, {0, size * r.range(0.6, 1.0), 0}, green);
    p.ragged = true;
    p.casts_shadow = false;
  }
}

}  // namespace perpixel
