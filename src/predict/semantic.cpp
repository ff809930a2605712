#include "predict/semantic.h"

#include <algorithm>

#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "decode/softmax.h"
#include "error/error.h"
#include "image/resize.h"
#include "predict/average.h"
#include "predict/mc_dropout.h"
#include "predict/mirror.h"
#include "predict/proposals.h"
#include "predict/score.h"
#include "predict/sliding.h"
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

void check(const PredictOptions& options, const Window& window) {
  for (const double scale : options.tta_scales)
    if (!(scale > 0) || scale > 8)
      throw Error(ErrorCode::bad_value, "test-time scale " + std::to_string(scale) + " must be in (0, 8]");
  if (options.window < 0)
    throw Error(ErrorCode::bad_value, "window = " + std::to_string(options.window) + " must be at least 0");
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

/// In the frame of the view, mirrored or not. A box has its own size whatever the scale.
Seen seen_from(const Image& image, const View& view, const Window& window, const Recipe& recipe,
               const Forward& forward) {
  if (recipe.procedure == "proposals" && window.side == 0)
    return {proposal_scores(view.mirror ? flip_horizontal(image) : image, recipe, forward), {}};
  Tensor data = to_tensor(image, recipe.input, view.scale);
  if (view.mirror) data = mirrored(data);
  if (window.side > 0) return {sliding_probabilities(data, window.side, window.overlap, recipe, forward), {}};
  if (recipe.procedure != "mc_dropout") return {score(data, recipe, forward), {}};
  SampledScore sampled = sampled_score(data, recipe, forward);
  return {std::move(sampled.logits), std::move(sampled.variance)};
}

/// What one look gives, mirrored back: logits of the whole picture, or probabilities averaged over windows.
Seen look(const Image& image, const View& view, const Window& window, const Recipe& recipe,
          const Forward& forward, const PredictOptions& options) {
  Seen seen = seen_from(image, view, window, recipe, forward);
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

}  // namespace

SemanticPrediction predict_semantic(const Image& image, const Recipe& recipe, const Forward& forward,
                                    const PredictOptions& options) {
  const Window window = window_of(recipe, options);
  check(options, window);
  const std::vector<View> views = views_of(options);
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
