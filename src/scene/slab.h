// The one shape with two names: a slab is a boat on water and a crate on land.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

/// Size and paint are drawn from the same distribution whatever `class_id` (boat or crate), so that only the
/// surroundings tell which it is.
void add_slab(World& world, SceneRandom random, const Placement& place, ClassId class_id);

}  // namespace perpixel
