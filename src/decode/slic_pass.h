// One pass of SLIC: every pixel looks for its nearest centre.
#pragma once

#include <cstdint>
#include <vector>

#include "image/lab.h"

namespace perpixel {

/// Mean of a cluster's pixels. y is NaN when it has none: such a centre wins no pixel.
struct SlicCentre {
  float y = 0, x = 0;          // px
  float color[3] = {0, 0, 0};  // in the planes' units
};

/// Where the centres look, and how far away in colour a pixel's side is.
struct SlicPass {
  const LabPlanes& planes;
  const std::vector<SlicCentre>& centres;
  float step;     // px: a centre looks 2 * step far
  float spatial;  // (compactness / step)^2: squared pixels -> squared colour units
};

/// Whether centre k looks at any of the rows [top, bottom).
bool slic_centre_sees(const SlicPass& pass, std::int32_t k, int top, int bottom);

/// ids[x] of row y becomes the centre with the least (dy^2 + dx^2) * spatial + |colour difference|^2 among
/// `candidates` (indices in ascending order; ties keep the lower); pixels that none looks at keep theirs.
/// `distance` is scratch of one row.
void assign_slic_row(const SlicPass& pass, int y, const std::vector<std::int32_t>& candidates,
                     float* distance, std::int32_t* ids);

}  // namespace perpixel
