#include "scene/layout.h"

#include <algorithm>

#include "scene/animal.h"
#include "scene/building.h"
#include "scene/figure.h"
#include "scene/paint.h"
#include "scene/plant.h"
#include "scene/slab.h"
#include "scene/thin.h"
#include "scene/vehicle.h"

namespace perpixel {
namespace {

using namespace scene_class;

// ---- crowds of one kind, anywhere in the picture

void scatter_figures(Stage& s, SceneRandom& r, int count, double far_m = 40, Footing footing = kOnLand) {
  s.scatter(r, count, 4, far_m, footing, 0.5,
            [&](SceneRandom q, const Placement& p) { add_figure(s.world, q, p); });
}
void scatter_trees(Stage& s, SceneRandom& r, int count, double near_m, double far_m) {
  s.scatter(r, count, near_m, far_m, kOnGround, 1.6, [&](SceneRandom q, const Placement& p) {
    if (q.chance(0.7))
      add_tree(s.world, q.fork(), p, {4, 10});
    else
      add_conifer(s.world, q.fork(), p, {4, 12});
  });
}
void scatter_bushes(Stage& s, SceneRandom& r, int count) {
  s.scatter(r, count, 5, 50, kOnGround, 1,
            [&](SceneRandom q, const Placement& p) { add_bush(s.world, q, p, {0.5, 1.4}); });
}
void scatter_dogs(Stage& s, SceneRandom& r, int count) {
  s.scatter(r, count, 3.5, 20, kOnLand, 0.6,
            [&](SceneRandom q, const Placement& p) { add_dog(s.world, q, p); });
}
void scatter_cows(Stage& s, SceneRandom& r, int count) {
  s.scatter(r, count, 7, 50, kOnGround, 1.2,
            [&](SceneRandom q, const Placement& p) { add_cow(s.world, q, p); });
}
void scatter_slabs(Stage& s, SceneRandom& r, int count, const Footing& footing) {
  const ClassId name = footing.water ? boat : crate;
  s.scatter(r, count, 6, 45, footing, 2.4,
            [&, name](SceneRandom q, const Placement& p) { add_slab(s.world, q, p, name); });
}
void scatter_lamps(Stage& s, SceneRandom& r, int count) {
  s.scatter(r, count, 5, 40, kOnGround, 0.4, [&](SceneRandom q, const Placement& p) {
    if (q.chance(0.75))
      add_lamp_post(s.world, q.fork(), p);
    else
      add_flag_pole(s.world, q.fork(), p);
  });
}
void scatter_cars(Stage& s, SceneRandom& r, int count, const Footing& footing) {
  s.scatter(r, count, 7, 45, footing, 2.3,
            [&](SceneRandom q, const Placement& p) { add_car(s.world, q, p); });
}

/// From left to right at one distance.
void add_level_railing(Stage& s, SceneRandom& r, Range left, Range right, double z) {
  const Vec3 from = s.frame.at({r.range(left), 0, z}), to = s.frame.at({r.range(right), 0, z});
  add_railing(s.world, r.fork(), from, to);
}

// ---- what closes the view

void add_skyline(Stage& s, SceneRandom& r, double z) {
  for (double x = -0.9 * z; x < 0.9 * z;) {
    const double width = r.range(8, 22), height = r.range(6, 26);
    if (r.chance(0.8) && s.claim({x + width / 2, 0, z}, 1)) {
      add_block(s.world, r.fork(), Placement({x + width / 2, 0, z}, 0), width, 10, height);
    }
    x += width + (r.chance(0.3) ? r.range(2, 12) : 0);
  }
}

void add_backdrop(Stage& s, SceneRandom& r, double z) {
  const double kind = r.uniform();
  if (kind < 0.3)
    add_skyline(s, r, z);
  else if (kind < 0.9)
    add_wood(s.world, r.fork(), Placement({0, 0, z}, 0), 2.2 * z, {5, 12});
  if (r.chance(0.4)) {
    const double far = z * r.range(2, 4);
    add_wood(s.world, r.fork(), Placement({0, 0, far}, 0), 2.4 * far, {far * 0.08, far * 0.2});
  }
}

// ---- street: a road ahead, walks and houses on both sides

void street_terrain(Stage& s, SceneRandom& r) {
  s.road_half_m = r.range(2.8, 5);
  s.walk_m = r.range(1.8, 4);
  s.near_edge_m = r.range(-2.5, 2.5);  // where the road's middle lies
  s.pave_everything(ground, r.chance(0.7) ? paving(r) : lawn(r));
  const double half = s.road_half_m, middle = s.near_edge_m;
  Material tar = tarmac(r, r.chance(0.8) ? half : 0);
  s.pave(road, tar, middle - half, -50, middle + half, 3000);
}

void furnish_street_side(Stage& s, SceneRandom& r, double side) {
  const double kerb = s.near_edge_m + side * s.road_half_m, front = kerb + side * s.walk_m;
  const double height = r.range(5, 14), density = r.range(0.55, 1);
  for (double z = r.range(2, 7); z < 110;) {
    const double width = r.range(6, 16);
    const Vec3 middle = s.frame.at({front + side * 4, 0, z + width / 2});
    if (r.chance(density) && s.claim_row(middle, s.frame.direction({0, 0, 1}), width, 3)) {
      add_block(s.world, r.fork(), s.place(front, z + width / 2, 0.25 * side), width, 9,
                {height * 0.6, height * 1.4});
    } else if (r.chance(0.5)) {
      add_hedge(s.world, r.fork(), s.place(front, z + width / 2, 0.25), width, {0.8, 1.8});
    }
    z += width + (r.chance(0.3) ? r.range(1, 6) : 0.0);
  }
  const double step = r.range(9, 20);
  for (double z = r.range(4, 12); z < 70; z += step) {
    if (s.claim(s.frame.at({kerb + side * 0.5, 0, z}), 0.3)) {
      add_lamp_post(s.world, r.fork(), s.place(kerb + side * 0.5, z, side > 0 ? 0.5 : 0));
    }
  }
  if (r.chance(0.4)) {
    const double x = kerb + side * 0.25, z0 = r.range(4, 10), z1 = z0 + r.range(6, 25);
    add_railing(s.world, r.fork(), s.frame.at({x, 0, z0}), s.frame.at({x, 0, z1}));
  }
  for (double z = r.range(6, 12); z < 60; z += r.range(5.2, 11)) {
    if (r.chance(0.55) && s.claim(s.frame.at({kerb - side * 1.1, 0, z}), 2.0)) {
      const Placement place = s.place(kerb - side * 1.1, z, r.chance(0.5) ? 0.5 : 0);
      add_car(s.world, r.fork(), place);
    }
  }
}

void furnish_street(Stage& s, SceneRandom& r) {
  furnish_street_side(s, r, -1);
  furnish_street_side(s, r, 1);
  if (r.chance(0.6)) {
    const double side = r.sign(), x = s.near_edge_m + side * (s.road_half_m + s.walk_m * 0.7);
    const Placement first = s.place(x, r.range(3, 12));
    add_power_line(s.world, r.fork(), first, {14, 24}, 5);
  }
  scatter_cars(s, r, r.between(0, 2), kOnRoad);
  scatter_figures(s, r, r.between(2, 7));
  scatter_trees(s, r, r.between(0, 4), 9, 50);
  scatter_dogs(s, r, r.between(0, 1));
  add_backdrop(s, r, r.range(110, 150));
}

// ---- crossing: a road from left to right

void crossing_terrain(Stage& s, SceneRandom& r) {
  s.near_edge_m = r.range(3, 9);
  s.far_edge_m = s.near_edge_m + r.range(6, 10);
  s.walk_m = r.range(2, 4);
  s.pave_everything(ground, r.chance(0.5) ? paving(r) : lawn(r));
  Material tar = tarmac(r, 0);
  s.pave(road, tar, -3000, s.near_edge_m, 3000, s.far_edge_m);
  const double middle = (s.near_edge_m + s.far_edge_m) / 2;
  Material paint = tarmac(r, 0);
  paint.base = grey(0.85);
  for (double x = -40; x < 40; x += 6) s.pave(road, paint, x, middle - 0.08, x + 3, middle + 0.08);
}

void furnish_lane(Stage& s, SceneRandom& r, double z, double turn) {
  for (double x = -24 + r.range(0, 6); x < 24; x += r.range(6, 16)) {
    if (!r.chance(0.6)) continue;
    const bool is_bus = r.chance(0.18);
    if (!s.claim(s.frame.at({x, 0, z}), is_bus ? 4.2 : 2.2)) continue;
    if (is_bus)
      add_bus(s.world, r.fork(), s.place(x, z, turn));
    else
      add_car(s.world, r.fork(), s.place(x, z, turn));
  }
}

void furnish_crossing(Stage& s, SceneRandom& r) {
  const double quarter = (s.far_edge_m - s.near_edge_m) / 4;
  furnish_lane(s, r, s.near_edge_m + quarter, 0.25);
  furnish_lane(s, r, s.far_edge_m - quarter, -0.25);
  const double front = s.far_edge_m + s.walk_m;
  for (double x = -45; x < 45;) {
    const double width = r.range(7, 16);
    if (r.chance(0.7) &&
        s.claim_row(s.frame.at({x + width / 2, 0, front + 3}), s.frame.direction({1, 0, 0}), width, 2.5)) {
      if (r.chance(0.6))
        add_block(s.world, r.fork(), s.place(x + width / 2, front), width, 9, {4, 15});
      else
        add_house(s.world, r.fork(), s.place(x + width / 2, front + 4), width * 0.8, 7, {3, 5.5});
    } else if (r.chance(0.5)) {
      add_wall(s.world, r.fork(), s.place(x + width / 2, front), width, {0.9, 2.4});
    }
    x += width + (r.chance(0.4) ? r.range(1, 8) : 0.0);
  }
  if (r.chance(0.6)) add_level_railing(s, r, -25, {-3, 25}, s.near_edge_m - 0.4);
  if (r.chance(0.6)) add_power_line(s.world, r.fork(), s.place(-30, s.far_edge_m + 0.7, 0.25), {12, 22}, 5);
  scatter_figures(s, r, r.between(2, 6), 30, kOnGround);
  scatter_lamps(s, r, r.between(1, 4));
  scatter_trees(s, r, r.between(1, 5), 9, 60);
  scatter_bushes(s, r, r.between(0, 3));
  add_backdrop(s, r, r.range(70, 130));
}

// ---- quay: a railing, boats, the far bank

void quay_terrain(Stage& s, SceneRandom& r) {
  s.near_edge_m = r.range(6, 13);
  s.far_edge_m = s.near_edge_m + r.range(25, 90);
  const double level = -r.range(0.3, 0.9);
  s.pave_everything(water, open_water(r), level);
  s.pave(ground, r.chance(0.75) ? paving(r) : sand(r), -3000, -50, 3000, s.near_edge_m);
  s.pave(ground, r.chance(0.6) ? lawn(r) : paving(r), -3000, s.far_edge_m, 3000, 3000);
  s.world.begin(wall, false, {});
  const double z = s.far_edge_m;
  const auto at = [&](double x, double y) {
    Vec3 p = s.frame.at({x, 0, z});
    p.y = y;
    return p;
  };
  s.world
      .polygon({at(-900, level), at(900, level), at(900, 0), at(-900, 0)}, s.frame.direction({0, 0, -1}),
               wall_stone(r))
      .casts_shadow = false;
}

void furnish_quay(Stage& s, SceneRandom& r) {
  const double edge = s.near_edge_m - 0.3;
  if (r.chance(0.5))
    add_level_railing(s, r, -30, 30, edge);
  else if (r.chance(0.6))
    add_level_railing(s, r, -30, {-4, 6}, edge);
  scatter_slabs(s, r, r.between(2, 6), kOnWater);
  scatter_slabs(s, r, r.between(0, 3), kOnGround);
  scatter_figures(s, r, r.between(1, 5), s.near_edge_m - 0.5, kOnGround);
  for (double x = -60; x < 60;) {
    const double width = r.range(8, 20);
    const double front = s.far_edge_m + r.range(3, 8);
    if (r.chance(0.55)) add_block(s.world, r.fork(), s.place(x + width / 2, front), width, 9, {4, 16});
    x += width + r.range(0, 8);
  }
  scatter_trees(s, r, r.between(1, 5), s.far_edge_m + 2, s.far_edge_m + 40);
  scatter_lamps(s, r, r.between(1, 3));
  scatter_dogs(s, r, r.between(0, 1));
  if (r.chance(0.35)) add_power_line(s.world, r.fork(), s.place(-40, s.near_edge_m - 1.2, 0.25), {14, 22}, 5);
  add_backdrop(s, r, s.far_edge_m + r.range(30, 80));
}

// ---- lake: grass or sand, a shore, boats and animals

void lake_terrain(Stage& s, SceneRandom& r) {
  s.near_edge_m = r.range(5, 12);
  s.far_edge_m = s.near_edge_m + r.range(15, 60);
  s.pave_everything(ground, r.chance(0.6) ? lawn(r) : (r.chance(0.7) ? sand(r) : soil(r)));
  const Material wet = open_water(r);
  const double w = r.range(15, 90), n = s.near_edge_m, f = s.far_edge_m, m = (n + f) / 2, x = r.range(-8, 8);
  s.pave(water, wet,
         {{x - 0.55 * w, 0, n + 1.5},
          {x, 0, n},
          {x + 0.6 * w, 0, n + 2.5},
          {x + w, 0, m},
          {x + 0.6 * w, 0, f},
          {x - 0.5 * w, 0, f + 2},
          {x - w, 0, m}});
  const double path_end = r.range(3, 4);
  if (r.chance(0.3)) s.pave(road, tarmac(r, 0), -3000, 1.5, 3000, path_end);
}

void furnish_lake(Stage& s, SceneRandom& r) {
  scatter_slabs(s, r, r.between(2, 5), kOnWater);
  scatter_slabs(s, r, r.between(0, 3), kOnGround);
  scatter_trees(s, r, r.between(3, 9), 6, 90);
  scatter_bushes(s, r, r.between(2, 6));
  scatter_figures(s, r, r.between(1, 4));
  scatter_cows(s, r, r.between(0, 2));
  scatter_dogs(s, r, r.between(0, 2));
  if (r.chance(0.45)) add_level_railing(s, r, -20, {-2, 20}, s.near_edge_m - 0.7);
  const Placement mast = s.place(r.range(-30, -10), s.far_edge_m + 5, 0.25);
  if (r.chance(0.4)) add_power_line(s.world, r.fork(), mast, {16, 25}, 4);
  add_backdrop(s, r, s.far_edge_m + r.range(20, 60));
}

// ---- park: trees, paths, a pond

void park_terrain(Stage& s, SceneRandom& r) {
  s.pave_everything(ground, lawn(r));
  const double x = r.range(-4, 4), w = r.range(0.9, 1.8), bend = r.range(-6, 6);
  const Material gravel = r.chance(0.6) ? tarmac(r, 0) : paving(r);
  const ClassId path = gravel.texture == Texture::asphalt ? road : ground;
  s.pave(path, gravel, {{x - w, 0, -20}, {x + w, 0, -20}, {x + w + bend, 0, 25}, {x - w + bend, 0, 25}});
  s.pave(path, gravel,
         {{x - w + bend, 0, 25}, {x + w + bend, 0, 25}, {x + w - bend, 0, 90}, {x - w - bend, 0, 90}});
  s.near_edge_m = r.range(7, 16);
  if (r.chance(0.6)) {
    const double side = r.sign(), cx = side * r.range(5, 11), a = r.range(4, 8), z = s.near_edge_m,
                 d = r.range(5, 14);
    s.pave(water, open_water(r),
           {{cx - a * 0.5, 0, z},
            {cx + a * 0.5, 0, z},
            {cx + a, 0, z + d / 2},
            {cx + a * 0.5, 0, z + d},
            {cx - a * 0.5, 0, z + d},
            {cx - a, 0, z + d / 2}});
  }
}

void furnish_park(Stage& s, SceneRandom& r) {
  scatter_trees(s, r, r.between(5, 13), 7, 70);
  scatter_figures(s, r, r.between(2, 6));
  scatter_dogs(s, r, r.between(0, 3));
  scatter_bushes(s, r, r.between(2, 6));
  scatter_lamps(s, r, r.between(1, 4));
  scatter_slabs(s, r, r.between(1, 2), kOnWater);
  scatter_slabs(s, r, r.between(0, 2), kOnGround);
  const double hedge_x = r.range(-15, 15), hedge_z = r.range(18, 40);
  if (r.chance(0.4)) add_hedge(s.world, r.fork(), s.place(hedge_x, hedge_z), {8, 25}, {0.9, 2});
  if (r.chance(0.5)) add_level_railing(s, r, {-14, -4}, {4, 14}, s.near_edge_m - 0.8);
  add_backdrop(s, r, r.range(60, 110));
}

// ---- country: fields, a fence, a line of masts

void country_terrain(Stage& s, SceneRandom& r) {
  s.pave_everything(ground, lawn(r));
  s.near_edge_m = r.range(6, 12);
  for (double z = s.near_edge_m; z < 90;) {
    const double next = z + r.range(12, 40);
    if (r.chance(0.7))
      s.pave(ground, r.chance(0.6) ? field(r) : (r.chance(0.5) ? soil(r) : lawn(r)), -3000, z, 3000, next);
    z = next;
  }
  s.road_half_m = r.range(1.6, 3.2);
  const double x = r.range(-7, 7);
  s.walk_m = x;
  const double marked = r.chance(0.4) ? s.road_half_m : 0;
  if (r.chance(0.75)) s.pave(road, tarmac(r, marked), x - s.road_half_m, -50, x + s.road_half_m, 3000);
}

void furnish_country(Stage& s, SceneRandom& r) {
  const double side = r.sign(), x = s.walk_m + side * (s.road_half_m + 0.8);
  const double mast_z = r.range(4, 14), fence_z0 = r.range(2, 6), fence_z1 = r.range(25, 60),
               wall_x = r.range(-12, 12);
  if (r.chance(0.8)) add_power_line(s.world, r.fork(), s.place(x + side * 0.8, mast_z), {18, 30}, 6);
  if (r.chance(0.6))
    add_railing(s.world, r.fork(), s.frame.at({x, 0, fence_z0}), s.frame.at({x, 0, fence_z1}));
  if (r.chance(0.35)) add_level_railing(s, r, -25, 25, s.near_edge_m);
  if (r.chance(0.25)) add_wall(s.world, r.fork(), s.place(wall_x, s.near_edge_m + 4), {6, 18}, {0.7, 1.2});
  scatter_cows(s, r, r.between(0, 6));
  s.scatter(r, r.between(0, 2), 18, 70, kOnGround, 5, [&](SceneRandom q, const Placement& p) {
    add_house(s.world, q, p, {7, 12}, {6, 8}, {2.6, 4.5});
  });
  scatter_trees(s, r, r.between(1, 6), 9, 90);
  scatter_bushes(s, r, r.between(1, 4));
  scatter_cars(s, r, r.between(0, 1), kOnRoad);
  scatter_figures(s, r, r.between(0, 2));
  scatter_slabs(s, r, r.between(0, 2), kOnGround);
  add_backdrop(s, r, r.range(90, 160));
}

// ---- yard: walls, crates, vans

void yard_terrain(Stage& s, SceneRandom& r) {
  s.pave_everything(ground, r.chance(0.4) ? soil(r) : paving(r));
  s.near_edge_m = r.range(14, 30);
  const double left = r.range(-40, -5), right = r.range(5, 40);
  s.pave(road, tarmac(r, 0), left, -20, right, s.near_edge_m - 2);
}

void furnish_yard(Stage& s, SceneRandom& r) {
  const double z = s.near_edge_m;
  const double back_x = r.range(-25, 0), side = r.sign(), side_x = side * r.range(6, 12),
               block_x = r.range(-20, 20);
  add_wall(s.world, r.fork(), s.place(back_x, z), {15, 50}, {1.5, 3});
  if (r.chance(0.6)) add_wall(s.world, r.fork(), s.place(side_x, z * 0.6, 0.25), z * 0.7, {1.2, 2.6});
  scatter_slabs(s, r, r.between(3, 8), kOnLand);
  scatter_cars(s, r, r.between(0, 3), kOnLand);
  s.scatter(r, r.between(0, 2), 12, 40, kOnLand, 4.5,
            [&](SceneRandom q, const Placement& p) { add_bus(s.world, q, p); });
  if (r.chance(0.7)) add_block(s.world, r.fork(), s.place(block_x, z + 6), {12, 30}, 12, {4, 10});
  if (r.chance(0.7)) add_level_railing(s, r, -14, {-8, 14}, z * 0.5);
  if (r.chance(0.6)) add_power_line(s.world, r.fork(), s.place(-35, z + 1.5, 0.25), {14, 22}, 5);
  scatter_figures(s, r, r.between(1, 4));
  scatter_lamps(s, r, r.between(0, 3));
  scatter_trees(s, r, r.between(0, 3), z + 2, 60);
  add_backdrop(s, r, r.range(60, 110));
}

// ---- plaza: paving, people, a basin

void plaza_terrain(Stage& s, SceneRandom& r) {
  s.pave_everything(ground, paving(r));
  s.near_edge_m = r.range(22, 45);
  if (r.chance(0.5)) {
    const double x = r.range(-7, 4), z = r.range(8, 13);
    const double width = r.range(5, 9), depth = r.range(4, 8);
    s.pave(water, open_water(r), x, z, x + width, z + depth);
  }
  if (r.chance(0.5)) s.pave(road, tarmac(r, 0), -3000, s.near_edge_m - 9, 3000, s.near_edge_m - 3);
}

void furnish_plaza(Stage& s, SceneRandom& r) {
  for (double x = -50; x < 50;) {
    const double width = r.range(8, 18);
    if (r.chance(0.85) && s.claim_row(s.frame.at({x + width / 2, 0, s.near_edge_m + 3}),
                                      s.frame.direction({1, 0, 0}), width, 2.5)) {
      add_block(s.world, r.fork(), s.place(x + width / 2, s.near_edge_m), width, 10, {6, 18});
    }
    x += width + (r.chance(0.2) ? r.range(2, 8) : 0.0);
  }
  scatter_figures(s, r, r.between(4, 12), 35);
  scatter_slabs(s, r, r.between(1, 2), kOnWater);
  scatter_slabs(s, r, r.between(0, 3), kOnGround);
  scatter_dogs(s, r, r.between(0, 2));
  scatter_trees(s, r, r.between(0, 4), 9, 30);
  scatter_lamps(s, r, r.between(2, 5));
  scatter_cars(s, r, r.between(0, 2), kOnRoad);
  if (r.chance(0.5)) add_level_railing(s, r, {-12, -3}, {1, 12}, s.near_edge_m * 0.3);
  add_backdrop(s, r, r.range(80, 120));
}

constexpr unsigned bit(Subject s) { return 1u << static_cast<int>(s); }
constexpr unsigned kAlive = bit(Subject::figure) | bit(Subject::dog),
                   kWheels = bit(Subject::car) | bit(Subject::bus);
constexpr unsigned kSlabs = bit(Subject::boat) | bit(Subject::crate),
                   kTrees = bit(Subject::tree) | bit(Subject::conifer);

constexpr Layout kLayouts[] = {
    {"street", street_terrain, furnish_street, kWheels | kAlive | bit(Subject::tree)},
    {"crossing", crossing_terrain, furnish_crossing,
     kWheels | bit(Subject::figure) | kTrees | bit(Subject::house)},
    {"quay", quay_terrain, furnish_quay, kSlabs | kAlive | bit(Subject::car)},
    {"lake", lake_terrain, furnish_lake, kSlabs | kAlive | kTrees | bit(Subject::cow) | bit(Subject::house)},
    {"park", park_terrain, furnish_park, kSlabs | kAlive | kTrees | bit(Subject::house)},
    {"country", country_terrain, furnish_country,
     kWheels | kTrees | bit(Subject::cow) | bit(Subject::crate) | bit(Subject::house)},
    {"yard", yard_terrain, furnish_yard,
     kWheels | bit(Subject::crate) | bit(Subject::figure) | bit(Subject::conifer)},
    {"plaza", plaza_terrain, furnish_plaza, kAlive | kSlabs | bit(Subject::car) | bit(Subject::tree)},
};

}  // namespace

std::span<const Layout> layouts() { return kLayouts; }

}  // namespace perpixel
