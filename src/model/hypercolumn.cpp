#include "model/hypercolumn.h"

#include <algorithm>

#include "error/error.h"
#include "model/fcn.h"
#include "model/input_convention.h"
#include "model/vgg.h"

namespace perpixel {

namespace {

std::vector<std::string> known_layers() {
  std::vector<std::string> layers = vgg16_convolutions();
  for (int stage = 1; stage <= 5; ++stage) layers.push_back("pool" + std::to_string(stage));
  layers.emplace_back("fc7");
  return layers;
}

std::vector<std::string> layers_of(const ModelOptions& options) {
  if (options.taps.empty()) return {"pool3", "pool4", "fc7"};
  const std::vector<std::string> known = known_layers();
  for (auto tap = options.taps.begin(); tap != options.taps.end(); ++tap) {
    if (std::ranges::find(known, *tap) == known.end())
      throw Error(ErrorCode::bad_value, "model.taps: \"" + *tap + "\" is not a layer of VGG-16",
                  did_you_mean(*tap, known));
    if (std::find(options.taps.begin(), tap, *tap) != tap)
      throw Error(ErrorCode::bad_value, "model.taps names \"" + *tap + "\" twice", "name each layer once");
  }
  return options.taps;
}

/// 1 to 5, and 6 for fc7.
int stage_of(const std::string& layer) { return layer == "fc7" ? 6 : layer[4] - '0'; }

/// The release's factors for pool3 and pool4.
float factor_of(int stage) { return stage <= 3 ? 0.0027f : stage == 4 ? 0.063f : 1.f; }

Value layer_of(Value data, const std::string& layer, const ModelOptions& options) {
  if (layer != "fc7") return vgg16_stage(*data.graph, layer);
  return convolutional_fc7(vgg16_stage(*data.graph, "pool5"), options.fc6_kernel,
                           (options.fc6_kernel - 1) / 2, fc_channels(options), options);
}

/// The layer's own scores [N, classes, h, w].
Value score_layer(Value map, const std::string& layer, const ModelOptions& options) {
  const int stage = stage_of(layer);
  if (!options.batch_norm && factor_of(stage) != 1) map = scale(map, factor_of(stage), "scale_" + layer);
  return conv(map, static_cast<int>(options.classes.size()), stage <= 3 ? 3 : 1, "score_" + layer,
              {.init = {InitKind::normal, 0.01f}});
}

Value scores(Value data, const ModelOptions& options) {
  vgg16_trunk(data, options, 1);
  Value sum;
  for (const std::string& layer : layers_of(options)) {
    const Value score = score_layer(layer_of(data, layer, options), layer, options);
    const Value grown = resize_like(score, data, "upscore_" + layer);
    sum = sum.graph ? add(sum, grown, "sum_" + layer) : grown;
  }
  return sum;
}

void check_form(const ModelOptions& options) {
  check_options(options);
  if (options.padding == "pad100")
    throw Error(ErrorCode::bad_value, "model.padding = pad100 is a form of FCN, not of hypercolumns",
                "use model.padding=same");
  if (options.fc6_kernel % 2 == 0)
    throw Error(ErrorCode::bad_value,
                "model.fc6_kernel = " + std::to_string(options.fc6_kernel) + " must be odd",
                "the nearest is " + std::to_string(options.fc6_kernel + 1));
}

}  // namespace

Model hypercolumn(const ModelOptions& options) {
  check_form(options);
  Graph graph{.name = kMainGraph};
  output(scores(input(graph, kDataInput, options.channels), options), kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = unit_deviation_input(options.channels);
  return {"hypercolumn", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
