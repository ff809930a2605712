// Houses, blocks and walls.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

/// Footprint: x in [-width/2, width/2], z in [0, depth] of the placement; the front looks along local -z.
void add_block(World& world, SceneRandom random, const Placement& place, Range width, double depth,
               Range height);
/// A gable-roofed house, centred on the placement.
void add_house(World& world, SceneRandom random, const Placement& place, Range width, Range depth,
               Range eaves);
/// A free-standing wall along local x, centred.
void add_wall(World& world, SceneRandom random, const Placement& place, Range length_m, Range height);

}  // namespace perpixel
