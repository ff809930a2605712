// Four-legged animals: local +z is forward.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

void add_dog(World& world, SceneRandom random, const Placement& place);
void add_cow(World& world, SceneRandom random, const Placement& place);

}  // namespace perpixel
