// Random paints: what colours and patterns the materials of the world come in.
#pragma once

#include "scene/material.h"
#include "scene/random.h"

namespace perpixel {

/// tint() of drawn hue, saturation and value.
Color random_tint(SceneRandom& random, Range hue, Range saturation, Range value);

Material leaves(SceneRandom& random);  // green, at times autumn colours
Material bark(SceneRandom& random);
Material lawn(SceneRandom& random);  // green to straw
Material soil(SceneRandom& random);
Material sand(SceneRandom& random);
Material paving(SceneRandom& random);
Material tarmac(SceneRandom& random, double half_width_m);  // 0 = no markings
Material open_water(SceneRandom& random);
Material field(SceneRandom& random);
Material wall_stone(SceneRandom& random);
Material house_front(SceneRandom& random);
Material roof(SceneRandom& random);
Material car_paint(SceneRandom& random);
Material glass();
Material rubber();
Material cloth(SceneRandom& random);
Material skin(SceneRandom& random);
Material fur(SceneRandom& random);
Material metal(SceneRandom& random);
/// Of the slabs that are boats on water and crates on land.
Material slab_paint(SceneRandom& random);

}  // namespace perpixel
