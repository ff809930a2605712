#include "model/vgg.h"

#include <array>

#include "model/classifier_head.h"
#include "model/input_convention.h"
#include "model/width.h"

namespace perpixel {

namespace {

/// Simonyan & Zisserman 2015, table 1, column D.
struct Stage {
  int convolutions, channels;
};
constexpr std::array<Stage, 5> kStages{{{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}};

Value conv_relu(Value x, int channels, const std::string& number, const ModelOptions& options, int pad,
                int dilation = 1, bool bias_before_norm = false) {
  const std::string name = "conv" + number;
  const bool bias = !options.batch_norm || bias_before_norm;
  x = conv(x, channels, 3, name, {.pad = pad, .dilation = dilation, .bias = bias});
  if (options.batch_norm) x = batch_norm(x, name + "_bn");
  return relu(x, "relu" + number);
}

VggTaps trunk(Value data, const ModelOptions& options, int first_pad, bool bias_before_norm) {
  std::array<Value, 5> pools;
  Value x = data;  // [N, C, H, W]
  for (std::size_t s = 0; s < kStages.size(); ++s) {
    const std::string stage = std::to_string(s + 1);
    const int channels = scaled_channels(kStages[s].channels, options.width);
    for (int i = 1; i <= kStages[s].convolutions; ++i)
      x = conv_relu(x, channels, stage + "_" + std::to_string(i), options, s == 0 && i == 1 ? first_pad : 1,
                    1, bias_before_norm);
    x = pools[s] = max_pool(x, 2, 2, "pool" + stage);  // sides halve, rounded up
  }
  return {pools[2], pools[3], pools[4]};
}

Model classifier(const char* name, bool bias_before_norm, const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const VggTaps taps = trunk(input(graph, kDataInput, options.channels), options, 1, bias_before_norm);
  output(classifier_head(taps.pool5, fc_channels(options), options), kScoreOutput);
  Recipe recipe = classifier_recipe(options);
  recipe.input = at_fixed_size(unit_deviation_input(options.channels), options.image_size);
  return {name, {std::move(graph)}, std::move(recipe)};
}

}  // namespace

VggTaps vgg16_trunk(Value data, const ModelOptions& options, int first_pad) {
  return trunk(data, options, first_pad, false);
}

Value vgg_stage(Value x, int stage, const ModelOptions& options, int dilation, int pad) {
  const Stage& column = kStages[static_cast<std::size_t>(stage - 1)];
  const int channels = scaled_channels(column.channels, options.width);
  for (int i = 1; i <= column.convolutions; ++i)
    x = conv_relu(x, channels, std::to_string(stage) + "_" + std::to_string(i), options, pad, dilation);
  return x;
}

const std::vector<std::string>& vgg16_convolutions() {
  static const std::vector<std::string> names{"conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1",
                                              "conv3_2", "conv3_3", "conv4_1", "conv4_2", "conv4_3",
                                              "conv5_1", "conv5_2", "conv5_3"};
  return names;
}

Value vgg16_stage(Graph& graph, const std::string& stage) {
  return {&graph, graph.find_value(stage.starts_with("conv") ? "relu" + stage.substr(4) : stage)};
}

int fc_channels(const ModelOptions& options) {
  return options.fc_channels > 0 ? options.fc_channels : scaled_channels(4096, options.width);
}

Model vgg16(const ModelOptions& options) { return classifier("vgg16", false, options); }

Model vgg16_bn(const ModelOptions& options) {
  ModelOptions normed = options;
  normed.batch_norm = true;
  return classifier("vgg16_bn", true, normed);
}

}  // namespace perpixel
