// Human figures with articulated limbs, body parts and COCO's 17 keypoints.
#pragma once

#include "scene/random.h"
#include "scene/world.h"

namespace perpixel {

/// Faces local +z; the figure's own right is local +x.
void add_figure(World& world, SceneRandom random, const Placement& place);

}  // namespace perpixel
