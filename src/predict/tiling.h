// Exact tiles: where the tiles of a large picture lie, so that together they equal the whole picture at once.
#pragma once

#include <vector>

#include "decode/score_taps.h"
#include "graph/graph.h"
#include "recipe/recipe.h"
#include "transform/input_size.h"

namespace perpixel {

/// One tile along one axis.
struct TileSpan {
  int origin = 0;          // first position of the surrounded tensor that the tile sees
  int begin = 0, end = 0;  // pixels that the tile answers
  int score_shift = 0;     // position i of the tile's scores is position i + score_shift of the whole's
};

struct TiledAxis {
  int pixels = 0, tensor = 0;  // sides of the picture, and of it with its surroundings
  int tile = 0;                // side of every tile on the surrounded tensor
  std::vector<TileSpan> spans;
  std::vector<ScoreTap> taps;  // by pixel, on the scores of the whole
};

struct Tiling {
  TiledAxis y, x;
  int step = 1;  // every origin is a multiple of it
  std::size_t count() const { return y.spans.size() * x.spans.size(); }
};

/// Tiles of at most `tile` x `tile` positions, the halo included, for a picture of `picture` pixels (at the
/// size that the network sees). Halo and overlap follow from the network's receptive field, so that no tile
/// answers a pixel that reads beyond a cut. Throws unsupported where tiles cannot be exact (see exact_parts);
/// bad_value when a tile is smaller than its halo, with the smallest size that is not.
Tiling plan_tiling(const Graph& graph, const Recipe& recipe, PixelSize picture, int tile);

}  // namespace perpixel
