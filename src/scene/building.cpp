#include "scene/building.h"

#include "scene/paint.h"

namespace perpixel {
namespace {

void add_door(World& world, SceneRandom& r, const Placement& place, double front_z, double width) {
  const double x = r.range(-0.3, 0.3) * width, half = 0.55;
  Material door = metal(r);
  door.gloss = 0;
  const auto at = [&](double dx, double y) { return place.at({x + dx, y, front_z - 0.03}); };
  world.polygon({at(-half, 0), at(half, 0), at(half, 2.1), at(-half, 2.1)}, place.direction({0, 0, -1}),
                door);
}

void add_gable_roof(World& world, const Placement& place, double hw, double hd, double eaves, double rise,
                    const Material& tiles, const Material& gable) {
  const double over = 0.35, low = eaves - 0.2;
  const auto at = [&](double x, double y, double z) { return place.at({x, y, z}); };
  for (const double side : {-1.0, 1.0}) {
    const double z = side * (hd + over);
    Primitive& slope = world.polygon({at(-hw - over, low, z), at(hw + over, low, z),
                                      at(hw + over, eaves + rise, 0), at(-hw - over, eaves + rise, 0)},
                                     place.direction({0, hd, side * rise}), tiles);
    slope.two_sided = true;
    world.polygon({at(side * hw, eaves, -hd), at(side * hw, eaves, hd), at(side * hw, eaves + rise, 0)},
                  place.direction({side, 0, 0}), gable);
  }
}

Material windowless(const Material& front) {
  Material plain = front;
  plain.texture = Texture::grain;
  plain.accent = front.base * 0.8f;
  plain.scale = 1;
  return plain;
}

}  // namespace

void add_block(World& world, SceneRandom r, const Placement& place, Range widths, double depth,
               Range heights) {
  world.begin(scene_class::building, false, place.origin());
  const double width = r.range(widths), height = r.range(heights);
  const Material front = house_front(r);
  world.box(place, {-width / 2, 0, 0}, {width / 2, height, depth}, front, wall_stone(r));
  add_door(world, r, place, 0, width);
  if (r.chance(0.4)) {
    const Material ledge = windowless(front);
    world.box(place, {-width / 2 - 0.2, height - 0.5, -0.25}, {width / 2 + 0.2, height, 0}, ledge, ledge);
  }
}

void add_house(World& world, SceneRandom r, const Placement& place, Range widths, Range depths,
               Range eave_heights) {
  world.begin(scene_class::building, false, place.origin());
  const double width = r.range(widths), depth = r.range(depths), eaves = r.range(eave_heights);
  const Material front = house_front(r), tiles = roof(r);
  const double hw = width / 2, hd = depth / 2;
  world.box(place, {-hw, 0, -hd}, {hw, eaves, hd}, front, tiles);
  add_door(world, r, place, -hd, width);
  const double rise = r.range(0.3, 0.5) * depth;
  add_gable_roof(world, place, hw, hd, eaves, rise, tiles, windowless(front));
  const double x = r.range(-0.35, 0.35) * width, z = r.sign() * 0.2 * depth;
  const Material stack = wall_stone(r);
  world.box(place, {x - 0.3, eaves, z - 0.3}, {x + 0.3, eaves + rise + 0.5, z + 0.3}, stack, stack);
}

void add_wall(World& world, SceneRandom r, const Placement& place, Range lengths, Range heights) {
  world.begin(scene_class::wall, false, place.origin());
  const double length_m = r.range(lengths), height = r.range(heights);
  const Material stone = wall_stone(r);
  Material cap = stone;
  cap.texture = Texture::plain;
  world.box(place, {-length_m / 2, 0, -0.15}, {length_m / 2, height, 0.15}, stone, cap);
}

}  // namespace perpixel
