#include "predict/score.h"

#include <algorithm>

#include "decode/corner_grid.h"
#include "error/error.h"
#include "image/resize.h"
#include "transform/surroundings.h"

namespace perpixel {

namespace {

/// The corner [0, height) x [0, width) of every channel.
Tensor top_left(const Tensor& map, std::int64_t height, std::int64_t width) {
  Tensor out({1, map.size(1), height, width});
  float* to = out.floats().data();
  for (std::int64_t c = 0; c < map.size(1); ++c)
    for (std::int64_t y = 0; y < height; ++y, to += width)
      std::copy_n(map.floats().data() + (c * map.size(2) + y) * map.size(3), width, to);
  return out;
}

/// Scores of the surrounded tensor in the picture's own frame.
Tensor on_picture(const Tensor& logits, const Recipe& recipe, const Tensor& data, const Tensor& surrounded) {
  const int height = static_cast<int>(data.size(2)), width = static_cast<int>(data.size(3));
  if (recipe.output_grid == "corner") return spread_corner_grid(logits, recipe.output_stride, height, width);
  if (takes_bare_pictures(recipe.input)) return logits;
  const int covered_height = static_cast<int>(surrounded.size(2)) - 2 * recipe.input.context;
  const int covered_width = static_cast<int>(surrounded.size(3)) - 2 * recipe.input.context;
  return top_left(interpolate(logits, covered_height, covered_width), height, width);
}

}  // namespace

Tensor network_scores(const Tensor& surrounded, const Recipe& recipe, const Forward& forward, int sample) {
  NamedTensors inputs{{kDataInput, surrounded}};
  if (recipe.procedure == "mc_dropout")
    inputs[kSampleInput] = Tensor::from({1}, {static_cast<float>(sample)});
  const NamedTensors outputs = forward(kMainGraph, inputs);
  const auto found = outputs.find(kScoreOutput);
  if (found == outputs.end())
    throw Error(ErrorCode::graph_invalid, "the model has no output \"" + std::string(kScoreOutput) + "\"");
  const Tensor& logits = found->second;
  const int rank = recipe.task == "classify" ? 2 : 4;
  if (logits.rank() != rank || logits.size(0) != 1 || logits.count() == 0)
    throw Error(ErrorCode::shape_mismatch, "the model's scores are " + shape_text(logits.shape()) +
                                               "; task \"" + recipe.task + "\" wants " +
                                               (rank == 2 ? "[1, classes]" : "[1, classes, h, w]"));
  if (logits.size(1) != static_cast<std::int64_t>(recipe.classes.size()))
    throw Error(ErrorCode::class_count, "the model scores " + std::to_string(logits.size(1)) +
                                            " classes, its recipe names " +
                                            std::to_string(recipe.classes.size()));
  return logits;
}

Tensor score(const Tensor& data, const Recipe& recipe, const Forward& forward, int sample) {
  if (recipe.task == "classify") return network_scores(data, recipe, forward, sample);
  const Tensor surrounded = with_surroundings(data, recipe.input);
  return on_picture(network_scores(surrounded, recipe, forward, sample), recipe, data, surrounded);
}

}  // namespace perpixel
