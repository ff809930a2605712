#include "predict/box_mask.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "decode/location_grid.h"
#include "error/error.h"
#include "transform/box_cut.h"

namespace perpixel {

namespace {

std::string box_text(const Box& box) {
  const auto number = [](float value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.1f", static_cast<double>(value));
    return std::string(text);
  };
  return "[" + number(box.x0) + ", " + number(box.y0) + ", " + number(box.x1) + ", " + number(box.y1) + "]";
}

/// [50, 50] of the box with its context.
Tensor grid_probabilities(const Tensor& data, int class_id, const Recipe& recipe, const Forward& forward) {
  const NamedTensors outputs = forward(kMainGraph, {{kDataInput, data}});
  const auto found = outputs.find(kScoreOutput);
  if (found == outputs.end())
    throw Error(ErrorCode::graph_invalid, "the model has no output \"" + std::string(kScoreOutput) + "\"");
  const int grid = location_grid_side(found->second.shape(), recipe.classes.size());
  const Tensor scores = category_scores(found->second, 0, class_id, grid);
  return location_grid_probabilities(scores, grid).reshaped({scores.size(2), scores.size(3)});
}

/// The pixels of an axis whose centres lie in [low, high).
struct Span {
  int first, end;
};
Span pixels_in(float low, float high, int pixels) {
  const auto edge = [&](float at) { return std::clamp(static_cast<int>(std::ceil(at - 0.5f)), 0, pixels); };
  return {edge(low), edge(high)};
}

void check(const Image& image, const Box& box, const Box& seen, int class_id, const Recipe& recipe) {
  if (seen == Box{})
    throw Error(ErrorCode::bad_value,
                "box " + box_text(box) + " has no part in a picture of " + std::to_string(image.width()) +
                    "x" + std::to_string(image.height()) + " (width x height)",
                "boxes are x0, y0, x1, y1 in pixels, x0 < x1, y0 < y1");
  if (class_id < 0 || static_cast<std::size_t>(class_id) >= recipe.classes.size())
    throw Error(ErrorCode::bad_value, "class " + std::to_string(class_id) + " is none of the model's " +
                                          std::to_string(recipe.classes.size()));
}

}  // namespace

BoxMask predict_box_mask(const Image& image, const Box& box, int class_id, const Recipe& recipe,
                         const Forward& forward, float threshold) {
  const Box seen = box_with_context(box, {image.height(), image.width()});
  check(image, box, seen, class_id, recipe);
  const Tensor map = grid_probabilities(box_tensor(image, seen, recipe.input), class_id, recipe, forward);
  BoxMask result{Tensor::zeros({image.height(), image.width()}), Mask(image.height(), image.width())};
  const Span rows = pixels_in(seen.y0, seen.y1, image.height()),
             columns = pixels_in(seen.x0, seen.x1, image.width());
  for (int y = rows.first; y < rows.end; ++y)
    for (int x = columns.first; x < columns.end; ++x) {
      const auto i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) + static_cast<std::size_t>(x);
      const float down = (static_cast<float>(y) + 0.5f - seen.y0) / seen.height(),
                  right = (static_cast<float>(x) + 0.5f - seen.x0) / seen.width();
      const float p = location_grid_sample(map, down, right);
      result.probabilities.floats()[i] = p;
      result.mask.inside[i] = p >= threshold;
    }
  return result;
}

}  // namespace perpixel
