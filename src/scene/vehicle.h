// Cars, vans and buses: local +z is forward.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

void add_car(World& world, SceneRandom random, const Placement& place);
void add_bus(World& world, SceneRandom random, const Placement& place);

}  // namespace perpixel
