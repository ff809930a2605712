// The places that scenes are set in: streets, quays, lakes, parks …
#pragma once

#include <span>

#include "scene/stage.h"

namespace perpixel {

struct Layout {
  const char* name;
  void (*terrain)(Stage&, SceneRandom&);
  void (*furnish)(Stage&, SceneRandom&);
  unsigned subjects;  // bit i: Subject i can stand here
};

std::span<const Layout> layouts();

}  // namespace perpixel
