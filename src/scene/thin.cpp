#include "scene/thin.h"

#include <algorithm>

#include "scene/paint.h"

namespace perpixel {
namespace {

constexpr double kPoleMinPx = 1.0, kRailMinPx = 0.8, kWireMinPx = 0.7;

void add_wire(World& world, SceneRandom& r, Vec3 from, Vec3 to, double sag) {
  world.begin(scene_class::wire, false, from);
  const Material cable{Texture::plain, grey(r.range(0.05, 0.25)), {}, 1, 0, 0};
  constexpr int kPieces = 8;
  Vec3 last = from;
  for (int i = 1; i <= kPieces; ++i) {
    const double t = static_cast<double>(i) / kPieces;
    Vec3 next = lerp(from, to, t);
    next.y -= 4 * sag * t * (1 - t);  // a parabola: what a taut cable nearly is
    world.strip(last, next, 0.012, kWireMinPx, cable).casts_shadow = false;
    last = next;
  }
}

}  // namespace

void add_lamp_post(World& world, SceneRandom r, const Placement& place) {
  world.begin(scene_class::pole, false, place.origin());
  const double height = r.range(3.5, 7), radius = r.range(0.035, 0.07), reach = r.range(0.4, 1.4);
  const Material paint = metal(r);
  world.strip(place.origin(), place.at({0, height, 0}), radius, kPoleMinPx, paint);
  const double style = r.uniform();
  if (style < 0.6) {
    const Vec3 tip = place.at({reach, height + 0.15, 0});
    world.strip(place.at({0, height, 0}), tip, radius * 0.7, kPoleMinPx, paint);
    world.strip(tip, place.at({reach + 0.5, height + 0.12, 0}), radius * 1.6, kPoleMinPx, paint);
  } else {
    world.ball(place.at({0, height + 0.15, 0}), 0.2, {Texture::plain, grey(0.9), {}, 1, 0, 0.2f});
  }
}

void add_flag_pole(World& world, SceneRandom r, const Placement& place) {
  world.begin(scene_class::pole, false, place.origin());
  const double height = r.range(4, 9), radius = r.range(0.03, 0.06);
  world.strip(place.origin(), place.at({0, height, 0}), radius, kPoleMinPx, metal(r));
}

void add_power_line(World& world, SceneRandom r, const Placement& place, Range spacings, int count) {
  const double spacing = r.range(spacings);
  const double height = r.range(6, 8.5), sag = r.range(0.2, 0.8), arm = r.range(0.7, 1.1);
  const int wires = r.between(2, 4);
  const Material wood = bark(r);
  for (int i = 0; i < count; ++i) {
    const double z = i * spacing;
    world.begin(scene_class::pole, false, place.at({0, 0, z}));
    world.strip(place.at({0, 0, z}), place.at({0, height, z}), 0.11, kPoleMinPx, wood);
    world.strip(place.at({-arm, height - 0.4, z}), place.at({arm, height - 0.4, z}), 0.06, kPoleMinPx, wood);
  }
  for (int i = 0; i + 1 < count; ++i) {
    for (int w = 0; w < wires; ++w) {
      const double x = arm * (2.0 * w / (wires - 1) - 1);
      add_wire(world, r, place.at({x, height - 0.32, i * spacing}),
               place.at({x, height - 0.32, (i + 1) * spacing}), sag);
    }
  }
}

void add_railing(World& world, SceneRandom r, Vec3 from, Vec3 to) {
  world.begin(scene_class::railing, false, lerp(from, to, 0.5));
  const double height = r.range(0.9, 1.3), spacing = r.range(1.2, 2.6), thick = r.range(0.018, 0.035);
  const int rails = r.between(2, 4);
  const Material paint = r.chance(0.7) ? metal(r) : bark(r);
  const int posts = std::clamp(static_cast<int>(length(to - from) / spacing), 1, 60);
  for (int i = 0; i <= posts; ++i) {
    const Vec3 foot = lerp(from, to, static_cast<double>(i) / posts);
    world.strip(foot, foot + Vec3{0, height, 0}, thick * 1.3, kRailMinPx, paint);
  }
  for (int i = 1; i <= rails; ++i) {
    const Vec3 up{0, height * i / rails, 0};
    world.strip(from + up, to + up, thick, kRailMinPx, paint);
  }
}

}  // namespace perpixel
