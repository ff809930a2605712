#include "predict/semantic.h"

#include <algorithm>

#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "decode/softmax.h"
#include "error/error.h"
#include "image/resize.h"
#include "predict/average.h"
#include "predict/large.h"
#include "predict/mc_dropout.h"
#include "predict/mirror.h"
#include "predict/proposals.h"
#include "predict/score.h"
#include "predict/sliding.h"
#include "predict/tiled_scores.h"
#include "predict/zoomout.h"
#include "transform/to_tensor.h"

namespace perpixel {

namespace {

struct Window {
  int side = 0, overlap = 0;  // side 0 = the whole picture at once
};

Window window_of(const Recipe& recipe, const PredictOptions& options) {
  if (options.window > 0) return {options.window, options.overlap};
  if (recipe.procedure == "sliding") return {recipe.window, recipe.overlap};
  return {};
}

void check(const PredictOptions& options, const Window& window, const Recipe& recipe) {
  if (recipe.procedure == "superpixels" && window.side > 0)
    throw Error(ErrorCode::bad_value,
                "window = " + std::to_string(window.side) + ": superpixels are scored in the whole picture",
                "leave out the window");
  for (const double scale : options.tta_scales)
    if (!(scale > 0) || scale > 8)
      throw Error(ErrorCode::bad_value, "test-time scale " + std::to_string(scale) + " must be in (0, 8]");
  if (options.window < 0)
    throw Error(ErrorCode::bad_value, "window = " + std::to_string(options.window) + " must be at least 0");
  if (options.tile < 0 || (options.tile > 0 && (window.side > 0 || !options.graph)))
    throw Error(ErrorCode::bad_value, "tile = " + std::to_string(options.tile) +
                                          " needs the network's graph and goes without a window");
  if (window.overlap < 0 || (window.side > 0 && window.overlap >= window.side))
    throw Error(ErrorCode::bad_value, "overlap = " + std::to_string(window.overlap) + " must be in [0, " +
                                          std::to_string(std::max(0, window.side - 1)) + "]");
}

/// One look at the picture.
struct View {
  double scale = 1;
  bool mirror = false;
};

std::vector<View> views_of(const PredictOptions& options) {
  std::vector<double> scales = options.tta_scales;
  if (scales.empty()) scales = {1};
  std::vector<View> views;
  for (const double scale : scales) {
    views.push_back({scale, false});
    if (options.tta_flip) views.push_back({scale, true});
  }
  return views;
}

struct Seen {
  Tensor map;
  std::optional<Tensor> uncertainty;
};

/// The scores of the whole tensor, pixel by pixel, from exact tiles.
Tensor tiled_map(const Tensor& data, const PredictOptions& options, const Recipe& recipe,
                 const Forward& forward) {
  const PixelSize size{static_cast<int>(data.size(2)), static_cast<int>(data.size(3))};
  const Tiling tiling = plan_tiling(*options.graph, recipe, size, options.tile);
  Tensor map({1, static_cast<std::int64_t>(recipe.classes.size()), size.height, size.width});
  tiled_scores(parts_of(data), tiling, recipe, forward, [&](const ScoreTile& tile) {
    const float* from = tile.scores.floats().data();
    const std::int64_t height = tile.scores.size(2), width = tile.scores.size(3);
    for (std::int64_t k = 0; k < map.size(1); ++k)
      for (std::int64_t y = 0; y < height; ++y, from += width)
        std::copy_n(from, width,
                    map.floats().data() + (k * size.height + tile.top + y) * size.width + tile.left);
  });
  return map;
}

/// In the frame of the view, mirrored or not. A box has its own size whatever the scale.
Seen seen_from(const Image& image, const View& view, const Window& window, const Recipe& recipe,
               const Forward& forward, const PredictOptions& options) {
  if (recipe.procedure == "proposals" && window.side == 0 && options.tile == 0)
    return {proposal_scores(view.mirror ? flip_horizontal(image) : image, recipe, forward), {}};
  if (recipe.procedure == "superpixels" && options.tile == 0)
    return {zoomout_scores(view.mirror ? flip_horizontal(image) : image, recipe, forward, view.scale,
                           options.threads),
            {}};
  Tensor data = to_tensor(image, recipe.input, view.scale);
  if (view.mirror) data = mirrored(data);
  if (window.side > 0) return {sliding_probabilities(data, window.side, window.overlap, recipe, forward), {}};
  if (options.tile > 0) return {tiled_map(data, options, recipe, forward), {}};
  if (recipe.procedure != "mc_dropout") return {score(data, recipe, forward), {}};
  SampledScore sampled = sampled_score(data, recipe, forward);
  return {std::move(sampled.logits), std::move(sampled.variance)};
}

/// What one look gives, mirrored back: logits of the whole picture, or probabilities averaged over windows.
Seen look(const Image& image, const View& view, const Window& window, const Recipe& recipe,
          const Forward& forward, const PredictOptions& options) {
  Seen seen = seen_from(image, view, window, recipe, forward, options);
  if (options.seen && window.side == 0) options.seen(seen.map);
  if (!view.mirror) return seen;
  seen.map = mirrored(seen.map);
  if (seen.uncertainty) seen.uncertainty = mirrored(*seen.uncertainty);
  return seen;
}

/// At the picture's size. Averages of windows are probabilities already: resizing keeps their sum at 1.
Tensor probabilities_of(const Tensor& seen, const Window& window, int height, int width) {
  if (window.side == 0) return softmax_probabilities(seen, height, width);
  if (seen.size(2) == height && seen.size(3) == width) return seen;
  return interpolate(seen, height, width);
}

/// The highest of what the CRF makes of the probabilities.
SemanticPrediction sharpened(const Image& image, const Tensor& probabilities, const Recipe& recipe,
                             const PredictOptions& options) {
  Tensor sharp = dense_crf(image, probabilities, recipe.crf, options.threads);
  SemanticPrediction prediction{argmax_labels(sharp), {}};
  if (options.want_probabilities) prediction.probabilities = std::move(sharp);
  return prediction;
}

/// Whether labels alone are wanted of one look at the picture's own size: they need no map of all scores.
bool wants_labels_only(const Recipe& recipe, const PredictOptions& options, const std::vector<View>& views) {
  return options.tile > 0 && views.size() == 1 && views[0].scale == 1 && !options.want_probabilities &&
         !options.seen && recipe.decoder == "argmax" && recipe.input.size_rule == SizeRule::native;
}

LabelMap tiled_labels(const Image& image, const Recipe& recipe, const Forward& forward,
                      const PredictOptions& options) {
  const Tiling tiling = plan_tiling(*options.graph, recipe, {image.height(), image.width()}, options.tile);
  LabelMap labels(image.height(), image.width(), 0);
  auto to = labels.ids.begin();
  label_large_picture([&](int top, int height) { return crop(image, top, 0, height, image.width()); }, tiling,
                      recipe, forward,
                      [&](const LabelMap& band) { to = std::ranges::copy(band.ids, to).out; });
  return labels;
}

}  // namespace

SemanticPrediction predict_semantic(const Image& image, const Recipe& recipe, const Forward& forward,
                                    const PredictOptions& options) {
  const Window window = window_of(recipe, options);
  check(options, window, recipe);
  const std::vector<View> views = views_of(options);
  if (wants_labels_only(recipe, options, views))
    return {tiled_labels(image, recipe, forward, options), {}, {}};
  const int height = image.height(), width = image.width();
  const bool with_crf = recipe.decoder == "dense_crf";
  if (views.size() == 1) {
    const Seen seen = look(image, views[0], window, recipe, forward, options);
    SemanticPrediction prediction =
        with_crf ? sharpened(image, probabilities_of(seen.map, window, height, width), recipe, options)
                 : SemanticPrediction{argmax_labels(seen.map, height, width), {}, {}};
    if (options.want_probabilities && !with_crf)
      prediction.probabilities = probabilities_of(seen.map, window, height, width);
    if (seen.uncertainty) prediction.uncertainty = interpolate(*seen.uncertainty, height, width);
    return prediction;
  }
  ProbabilityAverage average, uncertainty;
  for (const View& view : views) {
    const Seen seen = look(image, view, window, recipe, forward, options);
    average.add(probabilities_of(seen.map, window, height, width));
    if (seen.uncertainty) uncertainty.add(interpolate(*seen.uncertainty, height, width));
  }
  Tensor mean = std::move(average).mean();
  SemanticPrediction prediction =
      with_crf ? sharpened(image, mean, recipe, options) : SemanticPrediction{argmax_labels(mean), {}, {}};
  if (Tensor all = std::move(uncertainty).mean(); all.defined()) prediction.uncertainty = std::move(all);
  if (options.want_probabilities && !with_crf) prediction.probabilities = std::move(mean);
  return prediction;
}

}  // namespace perpixel
