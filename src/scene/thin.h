// Thin things: poles, wires and railings, one to three pixels wide in most pictures.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

void add_lamp_post(World& world, SceneRandom random, const Placement& place);
void add_flag_pole(World& world, SceneRandom random, const Placement& place);
/// Masts every `spacing` metres along local +z from the placement, `count` of them, with wires between.
void add_power_line(World& world, SceneRandom random, const Placement& place, Range spacing, int count);
/// From one point on the ground to another.
void add_railing(World& world, SceneRandom random, Vec3 from, Vec3 to);

}  // namespace perpixel
