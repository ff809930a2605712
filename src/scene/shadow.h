// What the sun's light does not reach on the ground.
#pragma once

#include "scene/raster.h"

namespace perpixel {

/// Marks the samples of level ground (height 0) that lie in the shadow of anything that casts one.
/// `to_sun` is a world direction with y > 0.
void cast_shadows(const World& world, const std::vector<Surface>& surfaces, Vec3 to_sun, const View& view,
                  const SampleView& samples, SampleGrid& grid);

}  // namespace perpixel
