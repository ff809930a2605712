#include "model/fullres.h"

#include <array>

#include "graph/layers.h"
#include "model/input_convention.h"
#include "model/width.h"

namespace perpixel {

namespace {

constexpr std::array kConvolutions{2, 2, 3, 3, 3};  // per stage, as VGG-16
constexpr int kChannels = 64;

Value conv_relu(Value x, const std::string& number, const ModelOptions& options) {
  const std::string name = "conv" + number;
  x = conv(x, scaled_channels(kChannels, options.width), 3, name, {.bias = !options.batch_norm});
  if (options.batch_norm) x = batch_norm(x, name + "_bn");
  return relu(x, "relu" + number);
}

}  // namespace

Model fcn_fullres(const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  Value x = input(graph, kDataInput, options.channels);  // [N, C, H, W], and H x W it stays
  for (std::size_t s = 0; s < kConvolutions.size(); ++s)
    for (int i = 1; i <= kConvolutions[s]; ++i)
      x = conv_relu(x, std::to_string(s + 1) + "_" + std::to_string(i), options);
  x = conv(x, static_cast<int>(options.classes.size()), 1, kScoreOutput, {.init = {InitKind::constant, 0}});
  output(x, kScoreOutput);
  Recipe recipe{.input = unit_deviation_input(options.channels), .classes = options.classes};
  return {"fcn_fullres", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
