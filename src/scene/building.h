// Houses, blocks and walls.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

/// Footprint: x in [-width/2, width/2], z in [0, depth] of the placement; the front looks along local -z.
void add_block(World& world, SceneRandom random, const Placement& place, double width, double depth, double height);
/// A gable-roofed house, centred on the placement.
void add_house(World& world, SceneRandom random, const Placement& place, double width, double depth, double eaves);
/// A free-standing wall along local x, centred.
void add_wall(World& world, SceneRandom random, const Placement& place, double length_m, double height);

}  // namespace perpixel
