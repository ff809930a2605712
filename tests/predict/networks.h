// Networks made of a few lines, so that the right answer is known.
#pragma once

#include <cmath>
#include <vector>

#include "image/image.h"
#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

/// Samples pass through unchanged: class names a, b, c for the three colours.
inline Recipe colour_recipe() {
  Recipe recipe;
  recipe.input.scale = 1;
  recipe.input.mean = {0, 0, 0};
  recipe.input.deviation = {1, 1, 1};
  recipe.classes = class_list_of({"red", "green", "blue"});
  return recipe;
}

/// Scores = the colours themselves (/64, so that softmax is no staircase): labels say which colour is
/// strongest.
inline Forward colour_network(std::vector<Shape>* seen = nullptr) {
  return [seen](const std::string&, const NamedTensors& inputs) {
    const Tensor& data = inputs.at(kDataInput);
    if (seen) seen->push_back(data.shape());
    Tensor score = data.clone();
    for (float& value : score.floats()) value /= 64;
    return NamedTensors{{kScoreOutput, score}};
  };
}

inline Image colours(int height, int width) {
  Image image(height, width, 3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c)
        image.at(y, x, c) = static_cast<std::uint8_t>((y * 31 + x * 57 + c * 83 + x * y) % 251);
  return image;
}

inline ClassId strongest(const Image& image, int y, int x) {
  ClassId best = 0;
  for (int c = 1; c < 3; ++c)
    if (image.at(y, x, c) > image.at(y, x, best)) best = static_cast<ClassId>(c);
  return best;
}

}  // namespace perpixel
