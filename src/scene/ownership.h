// Which object owns each pixel: the bridge from samples to truths.
#pragma once

#include <vector>

#include "scene/composition.h"
#include "scene/raster.h"

namespace perpixel {

/// A composition drawn for one raster.
struct Drawing {
  const Composition& composition;
  int width, height;
  View view;
  SampleView samples;
  std::vector<Surface> surfaces;  // points into the composition
  SampleGrid& grid;

  /// `grid` is cleared and drawn on; it must outlive the drawing.
  Drawing(const Composition& composition, int width, int height, SampleGrid& grid);
  const SceneObject& object(std::uint16_t number) const { return composition.world.objects()[number]; }
};

/// [H, W] per pixel: its owner, the owner's nearest surface there, and that surface's inverse depth (mean of
/// its samples).
struct Ownership {
  std::vector<std::uint16_t> object, surface;
  std::vector<float> inverse_depth;
};

Ownership owners_of(const Drawing& drawing);

}  // namespace perpixel
