#include "model/lraspp.h"

#include "model/input_convention.h"
#include "model/mobilenet_v3.h"
#include "model/width.h"

namespace perpixel {

namespace {

Value scored(Value x, const std::string& name, const ModelOptions& options) {
  return conv(x, static_cast<int>(options.classes.size()), 1, name,
              {.bias_lr_mult = 1, .bias_decay_mult = 1});
}

Value weighed(Value last, int channels) {
  Value x = batch_norm(conv(last, channels, 1, "classifier.cbr.0", {.bias = false}), "classifier.cbr.1");
  x = relu(x, "classifier.cbr.2");
  const Value average = global_average_pool(last, "classifier.scale.0");
  const Value weight = conv(average, channels, 1, "classifier.scale.1", {.bias = false});
  return multiply(x, sigmoid(weight, "classifier.scale.2"), "classifier.scaled");
}

}  // namespace

Model lraspp_mobilenet_v3_large(const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  const MobileNetTaps taps = mobilenet_v3_trunk(data, mobilenet_form(options), "backbone.");
  const Value coarse = weighed(taps.last, scaled_channels(128, options.width));
  const Value high =
      scored(resize_like(coarse, taps.stride8, "classifier.up"), "classifier.high_classifier", options);
  const Value score = add(scored(taps.stride8, "classifier.low_classifier", options), high, "classifier.sum");
  output(resize_like(score, data, kScoreOutput), kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = unit_deviation_input(options.channels);
  return {"lraspp_mobilenet_v3_large", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
