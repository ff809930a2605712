// Trees (things) and vegetation (stuff): both are leaves; a tree stands on a trunk.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

void add_tree(World& world, SceneRandom random, const Placement& place, Range height);
void add_conifer(World& world, SceneRandom random, const Placement& place, Range height);
void add_bush(World& world, SceneRandom random, const Placement& place, Range radius);
/// Along local x, centred.
void add_hedge(World& world, SceneRandom random, const Placement& place, Range length_m, Range height);
/// A wood seen from afar.
void add_wood(World& world, SceneRandom random, const Placement& place, double width, Range height);

}  // namespace perpixel
