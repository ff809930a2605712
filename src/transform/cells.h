// Which object each pixel belongs to, when only its own extent matters.
#pragma once

#include <cstdint>
#include <vector>

#include "label/example.h"

namespace perpixel {

inline constexpr std::int32_t kNoCell = -1;

/// [H, W] ids in [0, count), or kNoCell.
struct CellMap {
  int height = 0, width = 0;
  std::int32_t count = 0;
  std::vector<std::int32_t> ids;
};

/// The example's instances where it has some (the first of those that overlap; crowds are none), else the
/// 4-connected components of every class but `background`: two cells that touch at a corner are two. Ignored
/// pixels belong to none.
CellMap cells_of(const Example& example, ClassId background);

}  // namespace perpixel
