#include "model/hypercolumn.h"

#include <algorithm>
#include <cmath>

#include "error/error.h"
#include "model/classifier_head.h"
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

bool reads_fc7(const ModelOptions& options) {
  return options.taps.empty() || std::ranges::find(options.taps, "fc7") != options.taps.end();
}

/// 1 to 5, and 6 for fc7.
int stage_of(const std::string& layer) { return layer == "fc7" ? 6 : layer[4] - '0'; }

/// The release's factors for pool3 and pool4.
float factor_of(int stage) { return stage <= 3 ? 0.0027f : stage == 4 ? 0.063f : 1.f; }

Value layer_of(Value data, const std::string& layer, int fc6_pad, const ModelOptions& options) {
  if (layer != "fc7") return vgg16_stage(*data.graph, layer);
  return convolutional_fc7(vgg16_stage(*data.graph, "pool5"), options.fc6_kernel, fc6_pad,
                           fc_channels(options), options);
}

/// The layer's own scores [N, outputs, h, w].
Value score_layer(Value map, const std::string& layer, int outputs, float lr_mult,
                  const ModelOptions& options) {
  const int stage = stage_of(layer);
  if (!options.batch_norm && factor_of(stage) != 1) map = scale(map, factor_of(stage), "scale_" + layer);
  return conv(map, outputs, stage <= 3 ? 3 : 1, "score_" + layer,
              {.init = {InitKind::normal, 0.01f}, .lr_mult = lr_mult});
}

Value scores(Value data, const ModelOptions& options) {
  vgg16_trunk(data, options, 1);
  Value sum;
  for (const std::string& layer : layers_of(options)) {
    const Value map = layer_of(data, layer, (options.fc6_kernel - 1) / 2, options);
    const Value score = score_layer(map, layer, static_cast<int>(options.classes.size()), 1, options);
    const Value grown = resize_like(score, data, "upscore_" + layer);
    sum = sum.graph ? add(sum, grown, "sum_" + layer) : grown;
  }
  return sum;
}

/// A square map of the box -> kBoxMaskSide x kBoxMaskSide.
Value on_box(Value map, const std::string& name, const ModelOptions& options) {
  const auto side = static_cast<float>(side_at_image_size(map, options));
  // The size is the product rounded down: it must not fall short of the side by a rounding of the factor.
  const auto wanted = static_cast<float>(kBoxMaskSide);
  return resize(map, std::nextafter(wanted / side, 2 * wanted), name);
}

/// fc7 is one vector a box: in effect a bias for each classifier of the grid.
Value box_scores(Value data, const ModelOptions& options) {
  // The release's lr_mult of fcfc7, 0.2 for its bias, as for the factors: without batch norm only.
  const float fc7_rate = options.batch_norm ? 1 : 0.1f;
  vgg16_trunk(data, options, 1);
  const int outputs = static_cast<int>(options.classes.size()) * options.grid * options.grid;
  Value sum;
  for (const std::string& layer : layers_of(options)) {
    const Value score = score_layer(layer_of(data, layer, 0, options), layer, outputs,
                                    layer == "fc7" ? fc7_rate : 1, options);
    const Value grown = on_box(score, "upscore_" + layer, options);
    sum = sum.graph ? add(sum, grown, "sum_" + layer) : grown;
  }
  return sum;
}

void check_box_form(const ModelOptions& options) {
  check_options(options);
  if (options.padding != "same")
    throw Error(ErrorCode::bad_value,
                "model.padding = " + options.padding + " is not for hypercolumns on boxes",
                "use model.padding=same");
  const int side = (options.image_size + 31) / 32;
  if (options.fc6_kernel != side && reads_fc7(options))
    throw Error(ErrorCode::bad_value,
                "model.fc6_kernel = " + std::to_string(options.fc6_kernel) + ": a box of " +
                    std::to_string(options.image_size) + " px leaves pool5 a map of " + std::to_string(side),
                "use model.fc6_kernel=" + std::to_string(side));
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

Model hypercolumn_box(const ModelOptions& options) {
  check_box_form(options);
  Graph graph{.name = kMainGraph};
  output(box_scores(input(graph, kDataInput, options.channels), options), kScoreOutput);
  Recipe recipe{.task = "box_mask", .decoder = "location_grid", .classes = options.classes};
  recipe.input = at_fixed_size(unit_deviation_input(options.channels), options.image_size);
  return {"hypercolumn_box", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
