// A large picture tile by tile, with the scores of the whole.
#pragma once

#include <functional>

#include "predict/forward.h"
#include "predict/tiling.h"

namespace perpixel {

/// The rectangle [top, top + height) x [left, left + width) of the picture as the network sees it:
/// [1, C, height, width]. Asked for row by row of tiles, left to right.
using TensorParts = std::function<Tensor(int top, int left, int height, int width)>;

/// Parts of a tensor [1, C, h, w] in memory, which outlives them.
TensorParts parts_of(const Tensor& data);

/// Scores [1, K, h, w] of the pixels whose top left one is (top, left).
struct ScoreTile {
  int top = 0, left = 0;
  Tensor scores;
};

/// Calls `seen` once per tile, row by row from top to bottom, left to right; together the tiles hold every
/// pixel once, with the scores that the whole picture at once would have. Memory: what the network needs for
/// one tile. `keep_on` is asked before each tile; the return value is false when it said no. Throws as
/// `score`.
bool tiled_scores(
    const TensorParts& parts, const Tiling& tiling, const Recipe& recipe, const Forward& forward,
    const std::function<void(const ScoreTile&)>& seen,
    const std::function<bool()>& keep_on = [] { return true; });

}  // namespace perpixel
