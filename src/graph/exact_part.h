// Which part of a network's maps is right when the network sees only a tile of its input.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "graph/shape_inference.h"

namespace perpixel {

/// One axis of one value, computed from a tile: for i in [first, last), position i of the tile's map is
/// computed from the same numbers as position i + shift of the whole map. Nothing is known when not
/// `connected` (values that do not come from the input).
struct ExactPart {
  bool connected = false;
  std::int64_t shift = 0;
  std::int64_t first = 0, last = 0;
};

/// One per value, along axis 2 (y) or 3 (x). `whole` and `tile` are what is known of all values
/// (infer_values) for the whole input and for the tile of it that begins at `origin` on this axis. What a
/// tile's map reads beyond its end is padding, which is right at the ends of the whole map and wrong anywhere
/// else. Throws unsupported, naming the node, where no tile can be right: an operation reads everything
/// (global pooling, group normalisation, dense layers), sizes are resized in another ratio than those of the
/// whole, or branches lie differently; and bad_value when `origin` is not a multiple of every stride.
std::vector<ExactPart> exact_parts(const Graph& graph, const ValueFacts& whole, const ValueFacts& tile,
                                   int axis, std::int64_t origin);

/// The smallest number of which every tile's origin must be a multiple: no map's stride divides it with a
/// rest. Throws unsupported when there is none up to 256 px.
int tile_step(const Graph& graph, const std::map<std::string, Shape>& whole_inputs);

}  // namespace perpixel
