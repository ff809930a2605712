// Regions that fell apart are made connected again.
#pragma once

#include <cstddef>

#include "decode/superpixels.h"

namespace perpixel {

/// scikit-image's _enforce_label_connectivity: in raster order, the 4-connected component of each pixel that
/// has no region yet (at most `most` pixels of it, breadth first) becomes a region; one of fewer than `least`
/// pixels joins the region met last around it. A small component that no region touches, which can only be
/// the first, stays a region of its own. labels [H, W] -> superpixels whose every region is connected.
Superpixels connected_regions(int height, int width, const std::vector<std::int32_t>& labels,
                              std::size_t least, std::size_t most);

}  // namespace perpixel
