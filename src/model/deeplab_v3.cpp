#include "model/deeplab_v3.h"

#include <algorithm>

#include "model/input_convention.h"
#include "model/mobilenet_v3.h"
#include "model/resnet.h"
#include "model/width.h"

namespace perpixel {

namespace {

/// `layer`.`first` is the convolution, the number after it its norm, as in torchvision's Sequential.
Value conv_bn_relu(Value x, int channels, int kernel, const std::string& layer, int first, int dilation = 1) {
  const std::string name = layer + std::to_string(first), norm = layer + std::to_string(first + 1);
  x = batch_norm(conv(x, channels, kernel, name, {.dilation = dilation, .bias = false}), norm);
  return relu(x, layer + std::to_string(first + 2));
}

Value scored(Value x, const std::string& name, const ModelOptions& options) {
  return conv(x, static_cast<int>(options.classes.size()), 1, name,
              {.bias_lr_mult = 1, .bias_decay_mult = 1});
}

/// 3x3 to a quarter of the channels, dropout 0.1, 1x1.
Value fcn_head(Value x, const std::string& layer, const ModelOptions& options) {
  x = conv_bn_relu(x, std::max(1, x.channels() / 4), 3, layer, 0);
  return scored(dropout(x, 0.1f, layer + "3"), layer + "4", options);
}

/// The average of the whole map at every position of it.
Value picture_average(Value x, int channels, const std::string& layer) {
  const Value one = conv_bn_relu(global_average_pool(x, layer + "0"), channels, 1, layer, 1);
  return resize_like(one, x, layer + "up");
}

std::vector<int> rates_of(const ModelOptions& options, int output_stride) {
  if (!options.atrous_rates.empty()) return options.atrous_rates;
  return output_stride == 8 ? std::vector<int>{12, 24, 36} : std::vector<int>{6, 12, 18};
}

Value pyramid_head(Value x, const std::vector<int>& rates, const ModelOptions& options) {
  const int channels = scaled_channels(256, options.width);
  const auto branch = [](std::size_t i) { return "classifier.0.convs." + std::to_string(i) + "."; };
  std::vector<Value> parts{conv_bn_relu(x, channels, 1, branch(0), 0)};
  for (std::size_t i = 0; i < rates.size(); ++i)
    parts.push_back(conv_bn_relu(x, channels, 3, branch(i + 1), 0, rates[i]));
  parts.push_back(picture_average(x, channels, branch(rates.size() + 1)));
  x = conv_bn_relu(concat(parts, "classifier.0.joined"), channels, 1, "classifier.0.project.", 0);
  x = conv_bn_relu(dropout(x, options.dropout, "classifier.0.project.3"), channels, 3, "classifier.", 1);
  return scored(x, "classifier.4", options);
}

void learn_faster(Graph& graph, const std::string& beginning, float factor) {
  for (Parameter& parameter : graph.parameters)
    if (parameter.name.starts_with(beginning)) parameter.lr_mult *= factor;
}

/// The scores at the picture's size, and those of the auxiliary head on `early`.
void add_outputs(Value score, Value early, Value data, const ModelOptions& options) {
  output(resize_like(score, data, kScoreOutput), kScoreOutput);
  if (options.auxiliary)
    output(resize_like(fcn_head(early, "aux_classifier.", options), data, "score_aux"), "score_aux", true);
  learn_faster(*data.graph, "aux_classifier.", 10);
}

Recipe recipe_of(const ModelOptions& options) {
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = unit_deviation_input(options.channels);
  return recipe;
}

Model on_resnet(const std::string& name, int depth, bool pyramid, const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  const ResNetForm form = resnet_form(options, depth, 8);
  const ResNetTaps taps = resnet_trunk(data, form, "backbone.");
  const Value score = pyramid ? pyramid_head(taps.c5, rates_of(options, form.output_stride), options)
                              : fcn_head(taps.c5, "classifier.", options);
  add_outputs(score, taps.c4, data, options);
  return {name, {std::move(graph)}, recipe_of(options)};
}

}  // namespace

Model fcn_resnet50(const ModelOptions& options) { return on_resnet("fcn_resnet50", 50, false, options); }
Model fcn_resnet101(const ModelOptions& options) { return on_resnet("fcn_resnet101", 101, false, options); }

Model deeplabv3_resnet50(const ModelOptions& options) {
  return on_resnet("deeplabv3_resnet50", 50, true, options);
}

Model deeplabv3_resnet101(const ModelOptions& options) {
  return on_resnet("deeplabv3_resnet101", 101, true, options);
}

Model deeplabv3_mobilenet_v3_large(const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  const MobileNetTaps taps = mobilenet_v3_trunk(data, mobilenet_form(options), "backbone.");
  // torchvision keeps the rates of stride 8 at its stride 16.
  add_outputs(pyramid_head(taps.last, rates_of(options, 8), options), taps.stride8, data, options);
  return {"deeplabv3_mobilenet_v3_large", {std::move(graph)}, recipe_of(options)};
}

}  // namespace perpixel
