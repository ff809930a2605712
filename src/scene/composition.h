// One picture's content: camera, light, place, subject and clutter, all from (seed, index).
#pragma once

#include "scene/camera.h"
#include "scene/light.h"
#include "scene/world.h"

namespace perpixel {

struct Composition {
  Camera camera;
  Light light;
  World world;
  Subject subject = Subject::figure;
  std::uint16_t subject_object = 0;  // its number in `world`
};

/// Independent of the picture's size.
Composition compose(std::uint64_t seed, std::uint64_t index);

}  // namespace perpixel
