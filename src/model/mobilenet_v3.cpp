#include "model/mobilenet_v3.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "error/error.h"
#include "model/classifier_head.h"
#include "model/input_convention.h"

namespace perpixel {

namespace {

constexpr BatchNormOptions kNorm{.epsilon = 1e-3f, .momentum = 0.01f};

enum class Activation { relu, hard_swish, none };

/// A row of Howard et al. 2019, tables 1 and 2: the depthwise window, channels between and out, squeeze and
/// excitation, hard swish instead of ReLU, stride.
struct Row {
  int kernel, expanded, out;
  bool squeeze, swish;
  int stride;
};
constexpr std::array<Row, 15> kLarge{{{3, 16, 16, false, false, 1},
                                      {3, 64, 24, false, false, 2},
                                      {3, 72, 24, false, false, 1},
                                      {5, 72, 40, true, false, 2},
                                      {5, 120, 40, true, false, 1},
                                      {5, 120, 40, true, false, 1},
                                      {3, 240, 80, false, true, 2},
                                      {3, 200, 80, false, true, 1},
                                      {3, 184, 80, false, true, 1},
                                      {3, 184, 80, false, true, 1},
                                      {3, 480, 112, true, true, 1},
                                      {3, 672, 112, true, true, 1},
                                      {5, 672, 160, true, true, 2},
                                      {5, 960, 160, true, true, 1},
                                      {5, 960, 160, true, true, 1}}};
constexpr std::array<Row, 11> kSmall{{{3, 16, 16, true, false, 2},
                                      {3, 72, 24, false, false, 2},
                                      {3, 88, 24, false, false, 1},
                                      {5, 96, 40, true, true, 2},
                                      {5, 240, 40, true, true, 1},
                                      {5, 240, 40, true, true, 1},
                                      {5, 120, 48, true, true, 1},
                                      {5, 144, 48, true, true, 1},
                                      {5, 288, 96, true, true, 2},
                                      {5, 576, 96, true, true, 1},
                                      {5, 576, 96, true, true, 1}}};

std::span<const Row> rows_of(const MobileNetForm& form) {
  if (form.small) return kSmall;
  return kLarge;
}

/// Sandler et al. 2018: the nearest multiple of 8 that loses no more than a tenth.
int divisible(float channels) {
  const int near = std::max(8, static_cast<int>(channels + 4) / 8 * 8);
  return static_cast<float>(near) < 0.9f * channels ? near + 8 : near;
}

int scaled(int channels, const MobileNetForm& form) {
  return divisible(static_cast<float>(channels) * form.width);
}

Value activated(Value x, Activation activation, const std::string& name) {
  if (activation == Activation::none) return x;
  return activation == Activation::relu ? relu(x, name) : hard_swish(x, name);
}

/// `layer`.0 is the convolution, .1 its norm, .2 the activation.
Value conv_norm(Value x, int channels, int kernel, const std::string& layer, Activation activation,
                ConvOptions options = {}) {
  options.bias = false;
  x = batch_norm(conv(x, channels, kernel, layer + ".0", options), layer + ".1", kNorm);
  return activated(x, activation, layer + ".2");
}

/// Channels weighed by what their averages say together (Hu et al. 2018).
Value squeeze_and_excite(Value x, const std::string& layer) {
  const int squeezed = divisible(static_cast<float>(x.channels() / 4));
  Value weight = global_average_pool(x, layer + ".avgpool");
  const ConvOptions plain{.bias_lr_mult = 1, .bias_decay_mult = 1};
  weight = relu(conv(weight, squeezed, 1, layer + ".fc1", plain), layer + ".activation");
  weight = conv(weight, x.channels(), 1, layer + ".fc2", plain);
  return multiply(x, hard_sigmoid(weight, layer + ".scale_activation"), layer + ".scaled");
}

Value inverted_residual(Value x, const Row& row, int dilation, const std::string& block,
                        const MobileNetForm& form) {
  const Activation activation = row.swish ? Activation::hard_swish : Activation::relu;
  const int expanded = scaled(row.expanded, form), out = scaled(row.out, form);
  int layer = 0;
  const auto next = [&] { return block + ".block." + std::to_string(layer++); };
  const int stride = dilation > 1 ? 1 : row.stride;
  Value y = x;
  if (expanded != x.channels()) y = conv_norm(y, expanded, 1, next(), activation);
  y = conv_norm(y, expanded, row.kernel, next(), activation,
                {.stride = stride, .dilation = dilation, .group = expanded});
  if (row.squeeze) y = squeeze_and_excite(y, next());
  y = conv_norm(y, out, 1, next(), Activation::none);
  return row.stride == 1 && out == x.channels() ? add(y, x, block + ".sum") : y;
}

Model classifier(const char* name, bool small, const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const MobileNetForm form{.small = small, .width = options.width};
  const Value data = input(graph, kDataInput, options.channels);
  const Value last = mobilenet_v3_trunk(data, form, "features.").last;
  Value x = flatten(global_average_pool(last, "avgpool"), "flatten");
  const int wide = scaled(small ? 1024 : 1280, form);
  x = hard_swish(dense(x, last.channels(), wide, "classifier.0", {InitKind::normal, 0.01f}), "classifier.1");
  x = dropout(x, 0.2f, "classifier.2");
  output(dense(x, wide, static_cast<int>(options.classes.size()), "classifier.3", {InitKind::normal, 0.01f}),
         kScoreOutput);
  Recipe recipe = classifier_recipe(options);
  recipe.input = at_fixed_size(unit_deviation_input(options.channels), options.image_size);
  return {name, {std::move(graph)}, std::move(recipe)};
}

}  // namespace

MobileNetForm mobilenet_form(const ModelOptions& options) {
  const std::vector<std::string> names{"mobilenet_v3_large", "mobilenet_v3_small"};
  if (!options.backbone.empty() && std::ranges::find(names, options.backbone) == names.end())
    throw Error(ErrorCode::bad_value, "model.backbone = \"" + options.backbone + "\" is no MobileNetV3",
                did_you_mean(options.backbone, names));
  const int stride = options.output_stride == 0 ? 16 : options.output_stride;
  if (stride != 16 && stride != 32)
    throw Error(ErrorCode::bad_value,
                "model.output_stride = " + std::to_string(stride) + " must be 16 or 32 on MobileNetV3");
  return {.small = options.backbone == names[1], .output_stride = stride, .width = options.width};
}

MobileNetTaps mobilenet_v3_trunk(Value data, const MobileNetForm& form, const std::string& prefix) {
  Value x = conv_norm(data, scaled(16, form), 3, prefix + "0", Activation::hard_swish, {.stride = 2});
  std::optional<Value> stride8;
  int stride = 2, number = 1;
  for (const Row& row : rows_of(form)) {
    stride *= row.stride;
    const int dilation = stride > form.output_stride ? 2 : 1;
    x = inverted_residual(x, row, dilation, prefix + std::to_string(number++), form);
    if (stride == 8 && !stride8) stride8 = x;
  }
  x = conv_norm(x, 6 * x.channels(), 1, prefix + std::to_string(number), Activation::hard_swish);
  return {*stride8, x};
}

Model mobilenet_v3_large(const ModelOptions& options) {
  return classifier("mobilenet_v3_large", false, options);
}
Model mobilenet_v3_small(const ModelOptions& options) {
  return classifier("mobilenet_v3_small", true, options);
}

}  // namespace perpixel
