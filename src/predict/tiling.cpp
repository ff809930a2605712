#include "predict/tiling.h"

#include <algorithm>
#include <optional>

#include "error/error.h"
#include "graph/exact_part.h"
#include "graph/shape_inference.h"
#include "transform/surroundings.h"

namespace perpixel {

namespace {

/// What is known of the whole picture before tiles are chosen.
class Whole {
 public:
  Whole(const Graph& graph, const Recipe& recipe, PixelSize picture)
      : graph_(graph), recipe_(recipe), picture_(picture), tensor_(surrounded_size(recipe.input, picture)) {
    score_ = score_value(graph);
    facts_ = infer_values(graph, inputs(tensor_));
    step_ = tile_step(graph, inputs(tensor_));
  }

  int step() const { return step_; }
  PixelSize tensor() const { return tensor_; }
  int longest_side() const { return std::max(tensor_.height, tensor_.width); }

  /// The largest side up to `most` that leaves the same rest as the whole; the whole itself if it fits.
  int tile_side(int side, int most) const {
    if (side <= most) return side;
    const int rest = side % step_;
    return most < rest ? 0 : most - (most - rest) % step_;
  }

  std::optional<Tiling> tiling(int most) const {
    Tiling tiling{.y = {}, .x = {}, .step = step_};
    const PixelSize tile{tile_side(tensor_.height, most), tile_side(tensor_.width, most)};
    if (tile.height < 1 || tile.width < 1) return {};
    ValueFacts facts;
    try {
      facts = infer_values(graph_, inputs(tile));
    } catch (const Error& error) {
      if (error.code() == ErrorCode::shape_mismatch) return {};  // smaller than a window of the network
      throw;
    }
    tiling.y = axis(facts, 2, picture_.height, tensor_.height, tile.height);
    tiling.x = axis(facts, 3, picture_.width, tensor_.width, tile.width);
    if (tiling.y.spans.empty() || tiling.x.spans.empty()) return {};
    return tiling;
  }

 private:
  static int score_value(const Graph& graph) {
    for (const GraphOutput& output : graph.outputs)
      if (output.name == kScoreOutput) return output.value;
    throw Error(ErrorCode::graph_invalid, "the model has no output \"" + std::string(kScoreOutput) + "\"");
  }

  std::map<std::string, Shape> inputs(PixelSize size) const {
    std::map<std::string, Shape> shapes{{kDataInput, {1, recipe_.input.channels, size.height, size.width}}};
    for (const GraphInput& input : graph_.inputs)
      if (input.name != kDataInput) shapes[input.name] = input.shape;
    return shapes;
  }

  std::vector<ScoreTap> taps(int cells, int pixels, int tensor) const {
    if (recipe_.output_grid == "corner") return corner_taps(cells, recipe_.output_stride, pixels);
    std::vector<ScoreTap> covered = cover_taps(cells, tensor - 2 * recipe_.input.context);
    covered.resize(static_cast<std::size_t>(pixels));
    return covered;
  }

  ExactPart part(const ValueFacts& tile, int axis, int origin) const {
    return exact_parts(graph_, facts_, tile, axis, origin)[static_cast<std::size_t>(score_)];
  }

  /// The pixels that a tile with this part of the scores answers; begin = end when none.
  static TileSpan span(const ExactPart& part, const std::vector<ScoreTap>& taps, int origin) {
    const auto known = [&](const ScoreTap& tap) {
      return tap.low - part.shift >= part.first && tap.high - part.shift < part.last;
    };
    const auto begin = std::find_if(taps.begin(), taps.end(), known);
    const auto end = std::find_if_not(begin, taps.end(), known);
    return {origin, static_cast<int>(begin - taps.begin()), static_cast<int>(end - taps.begin()),
            static_cast<int>(part.shift)};
  }

  /// No spans when the tiles leave gaps.
  TiledAxis axis(const ValueFacts& facts, int axis, int pixels, int tensor, int tile) const {
    const auto cells =
        static_cast<int>(facts_.shapes[static_cast<std::size_t>(score_)][static_cast<std::size_t>(axis)]);
    TiledAxis result{pixels, tensor, tile, {}, taps(cells, pixels, tensor)};
    const int last = tensor - tile;
    std::optional<ExactPart> middle;  // the same for all tiles cut on both sides, but for its shift
    const auto span_at = [&](int origin) {
      if (origin == 0 || origin == last) return span(part(facts, axis, origin), result.taps, origin);
      if (!middle) middle = part(facts, axis, step_);
      ExactPart moved = *middle;
      moved.shift = middle->shift * (origin / step_);
      return span(moved, result.taps, origin);
    };
    for (int origin = 0, end = 0; end < pixels;) {
      // The farthest tile that leaves no gap.
      std::optional<TileSpan> next;
      for (int candidate = result.spans.empty() ? 0 : std::min(last, origin + tile - tile % step_);
           !next && (result.spans.empty() || candidate > origin); candidate -= step_) {
        const TileSpan span = span_at(candidate);
        if (span.begin <= end && span.end > end) next = span;
        if (result.spans.empty()) break;
      }
      if (!next) return {};
      next->begin = end;
      origin = next->origin;
      end = next->end;
      result.spans.push_back(*next);
    }
    return result;
  }

  const Graph& graph_;
  const Recipe& recipe_;
  PixelSize picture_, tensor_;
  int score_ = -1, step_ = 1;
  ValueFacts facts_;
};

void check_recipe_for_tiles(const Recipe& recipe) {
  if (recipe.task != "semantic")
    throw Error(ErrorCode::unsupported,
                "tiles are for models that label pixels; this one's task is " + recipe.task);
  if (recipe.procedure != "whole")
    throw Error(
        ErrorCode::unsupported,
        "tiles cannot be exact: the recipe's procedure is \"" + recipe.procedure + "\", not \"whole\"",
        "leave out --tile");
}

}  // namespace

Tiling plan_tiling(const Graph& graph, const Recipe& recipe, PixelSize picture, int tile) {
  check_recipe_for_tiles(recipe);
  if (tile < 1) throw Error(ErrorCode::bad_value, "tile = " + std::to_string(tile) + " must be at least 1");
  const Whole whole(graph, recipe, picture);
  if (auto tiling = whole.tiling(tile)) return *std::move(tiling);
  int enough = tile;
  do enough += whole.step() - enough % whole.step();
  while (enough < whole.longest_side() && !whole.tiling(enough));
  throw Error(ErrorCode::bad_value,
              "tile = " + std::to_string(tile) +
                  " px is smaller than the halo that this network needs around every "
                  "pixel (its origins are multiples of " +
                  std::to_string(whole.step()) + " px)",
              "use --tile " + std::to_string(enough) + " or more; twice that wastes less");
}

}  // namespace perpixel
