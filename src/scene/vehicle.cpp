#include "scene/vehicle.h"

#include "scene/paint.h"

namespace perpixel {
namespace {

/// A wheel on the outer side of the body; `side` is -1 or 1.
void add_wheel(World& world, const Placement& place, double x, double z, double radius, double side) {
  world.cone(place.at({x - side * 0.2, radius, z}), place.at({x + side * 0.02, radius, z}), radius, radius,
             rubber());
  std::array<Vec3, 8> rim, hub;
  for (std::size_t i = 0; i < 8; ++i) {
    const double c = cos_turns(static_cast<double>(i) / 8 + 0.0625),
                 s = sin_turns(static_cast<double>(i) / 8 + 0.0625);
    rim[i] = place.at({x + side * 0.02, radius + radius * s, z + radius * c});
    hub[i] = place.at({x + side * 0.03, radius + 0.55 * radius * s, z + 0.55 * radius * c});
  }
  world.polygon(rim, place.direction({side, 0, 0}), rubber()).casts_shadow = false;
  world.polygon(hub, place.direction({side, 0, 0}), {Texture::plain, grey(0.55), {}, 1, 0, 0.3f})
      .casts_shadow = false;
}

void add_wheels(World& world, const Placement& place, double half_width, double front_z, double rear_z,
                double radius) {
  for (const double side : {-1.0, 1.0}) {
    add_wheel(world, place, side * half_width, front_z, radius, side);
    add_wheel(world, place, side * half_width, rear_z, radius, side);
  }
}

/// A quadrilateral just above a face of a body: lamps, plates, panes.
void add_panel(World& world, const Placement& place, std::array<Vec3, 4> corners, Vec3 outward,
               const Material& material) {
  for (Vec3& c : corners) c = place.at(c + outward * 0.012);
  world.polygon(corners, place.direction(outward), material).casts_shadow = false;
}

void add_end_lamps(World& world, const Placement& place, double half_width, double y, double z, double out,
                   Color color) {
  const Material lamp{Texture::plain, color, color, 1, 0, 0.3f};
  for (const double side : {-1.0, 1.0}) {
    const double x0 = side * half_width * 0.95, x1 = side * half_width * 0.62;
    add_panel(world, place, {{{x0, y, z}, {x1, y, z}, {x1, y + 0.14, z}, {x0, y + 0.14, z}}}, {0, 0, out},
              lamp);
  }
}

struct CarBody {
  double length, half_width, height, belt, hood;  // belt = height of the lower body; hood = its front edge
  double roof_front, roof_rear, screen_foot, rear_foot;  // z, as shares of the length from the middle
};

CarBody random_body(SceneRandom& r) {
  const double kind = r.uniform(), l = r.range(3.7, 4.8), w = r.range(0.82, 0.95);
  if (kind < 0.4) return {l, w, r.range(1.38, 1.5), 0.88, 0.7, 0.06, -0.24, 0.22, -0.38};  // saloon
  if (kind < 0.75)
    return {l * 0.92, w, r.range(1.45, 1.6), 0.92, 0.75, 0.08, -0.4, 0.25, -0.47};       // hatchback
  return {l * 1.05, w * 1.08, r.range(1.8, 2.1), 1.05, 0.95, 0.16, -0.46, 0.32, -0.49};  // van
}

void add_cabin_glass(World& world, const Placement& place, const CarBody& b, double hw) {
  const double y0 = b.belt + 0.05, y1 = b.height - 0.1, l = b.length;
  const auto z_front = [&](double y) {
    return l * (b.screen_foot + (b.roof_front - b.screen_foot) * (y - b.belt) / (b.height - b.belt));
  };
  const auto z_rear = [&](double y) {
    return l * (b.rear_foot + (b.roof_rear - b.rear_foot) * (y - b.belt) / (b.height - b.belt));
  };
  const double middle = l * (b.roof_front + b.roof_rear) / 2;
  for (const double side : {-1.0, 1.0}) {
    const double x = side * hw;
    add_panel(world, place,
              {{{x, y0, middle + 0.05},
                {x, y0, z_front(y0) - 0.15},
                {x, y1, z_front(y1) - 0.12},
                {x, y1, middle + 0.05}}},
              {side, 0, 0}, glass());
    add_panel(world, place,
              {{{x, y0, z_rear(y0) + 0.18},
                {x, y0, middle - 0.05},
                {x, y1, middle - 0.05},
                {x, y1, z_rear(y1) + 0.12}}},
              {side, 0, 0}, glass());
  }
  const double in = hw * 0.86;
  const Vec3 ahead = normalized({0, b.screen_foot - b.roof_front, (b.height - b.belt) / l}),
             behind = normalized({0, b.roof_rear - b.rear_foot, -(b.height - b.belt) / l});
  add_panel(world, place,
            {{{-in, y0, z_front(y0)}, {in, y0, z_front(y0)}, {in, y1, z_front(y1)}, {-in, y1, z_front(y1)}}},
            ahead, glass());
  add_panel(world, place,
            {{{-in, y0, z_rear(y0)}, {in, y0, z_rear(y0)}, {in, y1, z_rear(y1)}, {-in, y1, z_rear(y1)}}},
            behind, glass());
}

}  // namespace

void add_car(World& world, SceneRandom r, const Placement& place) {
  world.begin(scene_class::vehicle, true, place.origin());
  const CarBody b = random_body(r);
  const Material paint = car_paint(r);
  const double h = b.length / 2, low = 0.24, wheel = r.range(0.3, 0.35);
  world.prism(place,
              std::array<Vec3, 6>{{{0, low, -h},
                                   {0, low, h},
                                   {0, b.hood * 0.8, h},
                                   {0, b.hood, h - 0.15},
                                   {0, b.belt, b.length * b.screen_foot},
                                   {0, b.belt, -h + 0.05}}},
              b.half_width, paint, paint);
  const double cabin = b.half_width * 0.92;
  world.prism(place,
              std::array<Vec3, 4>{{{0, b.belt, b.length * b.rear_foot},
                                   {0, b.belt, b.length * b.screen_foot},
                                   {0, b.height, b.length * b.roof_front},
                                   {0, b.height, b.length * b.roof_rear}}},
              cabin, paint, paint);
  add_cabin_glass(world, place, b, cabin);
  add_wheels(world, place, b.half_width, h * 0.62, -h * 0.6, wheel);
  add_end_lamps(world, place, b.half_width, b.hood * 0.62, h, 1, grey(0.95));
  add_end_lamps(world, place, b.half_width, b.belt * 0.72, -h + 0.02, -1, tint(0, 0.85, 0.7));
}

void add_bus(World& world, SceneRandom r, const Placement& place) {
  world.begin(scene_class::vehicle, true, place.origin());
  const double length = r.range(6.5, 10), hw = r.range(1.1, 1.25), height = r.range(2.7, 3.2), low = 0.3,
               h = length / 2;
  const Material paint = car_paint(r), top = r.chance(0.5) ? paint : car_paint(r);
  world.prism(
      place,
      std::array<Vec3, 5>{{{0, low, -h}, {0, low, h}, {0, 1.2, h}, {0, height, h - 0.25}, {0, height, -h}}},
      hw, paint, top);
  const double y0 = height * 0.48, y1 = height * 0.86;
  const int panes = static_cast<int>(length / 1.2);
  for (const double side : {-1.0, 1.0}) {
    for (int i = 0; i < panes; ++i) {
      const double z0 = -h + 0.3 + (length - 0.7) * i / panes, z1 = z0 + (length - 0.7) / panes - 0.14;
      add_panel(world, place,
                {{{side * hw, y0, z0}, {side * hw, y0, z1}, {side * hw, y1, z1}, {side * hw, y1, z0}}},
                {side, 0, 0}, glass());
    }
  }
  const double slope = 0.25 / (height - 1.2), zf = h - slope * (y0 - 1.2), zt = h - slope * (y1 - 1.2),
               in = hw * 0.9;
  add_panel(world, place, {{{-in, y0, zf}, {in, y0, zf}, {in, y1, zt}, {-in, y1, zt}}},
            normalized({0, slope, 1}), glass());
  add_panel(world, place, {{{-in, y0, -h}, {in, y0, -h}, {in, y1, -h}, {-in, y1, -h}}}, {0, 0, -1}, glass());
  add_wheels(world, place, hw, h * 0.6, -h * 0.55, 0.45);
  add_end_lamps(world, place, hw, 0.75, h, 1, grey(0.95));
  add_end_lamps(world, place, hw, 0.8, -h, -1, tint(0, 0.85, 0.7));
}

}  // namespace perpixel
