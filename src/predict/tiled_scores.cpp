#include "predict/tiled_scores.h"

#include <algorithm>

#include "predict/score.h"
#include "transform/surroundings.h"

namespace perpixel {

namespace {

/// Positions [origin, origin + count) of a surrounded axis, as positions of the picture; -1 = filled with the
/// mean.
struct Sources {
  std::vector<int> at;
  int first = 0, count = 0;  // the part of the picture that is read

  Sources(const InputRecipe& input, const TiledAxis& axis, const TileSpan& span)
      : at(surrounding_sources(input, axis.pixels, span.origin, axis.tile)) {
    int last = -1;
    first = axis.pixels;
    for (const int position : at)
      if (position >= 0) first = std::min(first, position), last = std::max(last, position);
    if (last < 0) first = 0, last = 0;  // a tile of filling alone still needs a shape
    count = last - first + 1;
  }

  /// Nothing is mirrored or filled in.
  bool bare() const {
    return count == static_cast<int>(at.size()) && at.front() == first &&
           std::is_sorted(at.begin(), at.end());
  }
};

/// A tile with its surroundings: [1, C, tile, tile].
Tensor tile_of(const TensorParts& parts, const Sources& rows, const Sources& columns) {
  Tensor part = parts(rows.first, columns.first, rows.count, columns.count);
  if (rows.bare() && columns.bare()) return part;
  Tensor out({1, part.size(1), static_cast<std::int64_t>(rows.at.size()),
              static_cast<std::int64_t>(columns.at.size())});
  float* to = out.floats().data();
  for (std::int64_t c = 0; c < part.size(1); ++c)
    for (const int row : rows.at) {
      const float* from =
          part.floats().data() + (c * part.size(2) + std::max(0, row - rows.first)) * part.size(3);
      for (const int column : columns.at) *to++ = row < 0 || column < 0 ? 0.f : from[column - columns.first];
    }
  return out;
}

/// Scores of the pixels that the tile answers.
Tensor answered(const Tensor& logits, const Tiling& tiling, const TileSpan& y, const TileSpan& x) {
  Tensor out({1, logits.size(1), y.end - y.begin, x.end - x.begin});
  float* to = out.floats().data();
  const std::int64_t width = logits.size(3);
  for (std::int64_t k = 0; k < logits.size(1); ++k) {
    const float* plane = logits.floats().data() + k * logits.size(2) * width;
    for (int row = y.begin; row < y.end; ++row) {
      const ScoreTap& down = tiling.y.taps[static_cast<std::size_t>(row)];
      const float* above = plane + (down.low - y.score_shift) * width;
      const float* below = plane + (down.high - y.score_shift) * width;
      for (int column = x.begin; column < x.end; ++column) {
        const ScoreTap& across = tiling.x.taps[static_cast<std::size_t>(column)];
        const int low = across.low - x.score_shift, high = across.high - x.score_shift;
        // An infinite score must not leak through a share of 0.
        const auto between = [](float a, float b, float share) {
          return share == 0 ? a : (1 - share) * a + share * b;
        };
        *to++ = between(between(above[low], above[high], across.high_share),
                        between(below[low], below[high], across.high_share), down.high_share);
      }
    }
  }
  return out;
}

}  // namespace

TensorParts parts_of(const Tensor& data) {
  return [&data](int top, int left, int height, int width) {
    Tensor part({1, data.size(1), height, width});
    float* to = part.floats().data();
    for (std::int64_t c = 0; c < data.size(1); ++c)
      for (int y = top; y < top + height; ++y)
        to = std::copy_n(data.floats().data() + (c * data.size(2) + y) * data.size(3) + left, width, to);
    return part;
  };
}

bool tiled_scores(const TensorParts& parts, const Tiling& tiling, const Recipe& recipe,
                  const Forward& forward, const std::function<void(const ScoreTile&)>& seen,
                  const std::function<bool()>& keep_on) {
  for (const TileSpan& y : tiling.y.spans) {
    const Sources rows(recipe.input, tiling.y, y);
    for (const TileSpan& x : tiling.x.spans) {
      if (!keep_on()) return false;
      const Tensor data = tile_of(parts, rows, Sources(recipe.input, tiling.x, x));
      seen({y.begin, x.begin, answered(network_scores(data, recipe, forward), tiling, y, x)});
    }
  }
  return true;
}

}  // namespace perpixel
