#include "model/unet.h"

#include <array>
#include <cmath>

#include "model/input_convention.h"
#include "model/width.h"

namespace perpixel {

namespace {

constexpr int kLevels = 5;
constexpr int kLeastSide = 16;                     // four poolings that round down leave one cell
constexpr int kLostPx = 184;                       // of the side, by convolutions without padding
constexpr std::array kCropMargins{88, 40, 16, 4};  // px on every side of the skip, by level
constexpr std::array kChannels{64, 128, 256, 512, 1024};

int channels_of(int level, const ModelOptions& options) {
  return scaled_channels(kChannels[static_cast<std::size_t>(level)], options.width);
}

Value join(Value skip, Value below, const std::string& name, const ModelOptions& options) {
  return options.fusion == "sum" ? add(skip, below, name) : concat({skip, below}, name);
}

/// Each output pixel of a 2x2 kernel at stride 2 sees one tap of every input channel.
Value transposed(Value x, int channels, const std::string& name, float gain) {
  const Init init{InitKind::normal, std::sqrt(gain / static_cast<float>(x.channels()))};
  return conv_transpose(x, channels, 2, name, {.bias = true, .init = init});
}

// ---- padded ----

Value double_conv(Value x, int middle, int channels, const std::string& name) {
  const std::string at = name + ".double_conv.";
  x = relu(batch_norm(conv(x, middle, 3, at + "0", {.bias = false}), at + "1"), at + "2");
  return relu(batch_norm(conv(x, channels, 3, at + "3", {.bias = false}), at + "4"), at + "5");
}

Value down(Value x, int channels, const std::string& name) {
  x = max_pool(x, 2, 2, name + ".maxpool_conv.0", 0, false);
  return double_conv(x, channels, channels, name + ".maxpool_conv.1");
}

Value up(Value x, Value skip, int channels, const std::string& name, const ModelOptions& options) {
  const int middle = skip.channels();
  Value below = options.upsampling == "learned" ? transposed(x, middle, name + ".up", 1)
                                                : resize(x, 2, name + ".up", ResizeMode::bilinear, true);
  below = pad_like(below, skip, name + ".pad");
  return double_conv(join(skip, below, name + ".join", options), middle, channels, name + ".conv");
}

Value padded_scores(Value data, const ModelOptions& options) {
  // Bilinear enlargement keeps channels, so each level but the first ends with those of the level above it.
  const int fewer = options.upsampling == "learned" ? 0 : 1;
  std::array<Value, kLevels> level;
  level[0] = double_conv(data, channels_of(0, options), channels_of(0, options), "inc");
  for (int i = 1; i < kLevels; ++i)
    level[static_cast<std::size_t>(i)] =
        down(level[static_cast<std::size_t>(i - 1)], channels_of(i == kLevels - 1 ? i - fewer : i, options),
             "down" + std::to_string(i));
  Value x = level.back();
  for (int i = kLevels - 2; i >= 0; --i)
    x = up(x, level[static_cast<std::size_t>(i)], channels_of(i == 0 ? 0 : i - fewer, options),
           "up" + std::to_string(kLevels - 1 - i), options);
  return conv(x, static_cast<int>(options.classes.size()), 1, "outc.conv", {.init = {InitKind::constant, 0}});
}

/// Pixels in 0..1 and nothing else, as the networks in circulation were trained.
InputRecipe padded_input(int channels) {
  InputRecipe input = unit_deviation_input(channels);
  input.mean.assign(static_cast<std::size_t>(channels), 0);
  input.deviation.assign(static_cast<std::size_t>(channels), 1);
  input.size_least = kLeastSide;
  return input;
}

// ---- valid ----

Value valid_conv(Value x, int channels, const std::string& name, const ModelOptions& options) {
  x = conv(x, channels, 3, name, {.pad = 0, .bias = !options.batch_norm});
  if (options.batch_norm) x = batch_norm(x, name + "_bn");
  return relu(x, "relu_" + name);
}

/// Names count the maps of a level as a, b, c, d: "conv_d2a-b" makes b from a.
Value contract(Value x, int level, const ModelOptions& options) {
  const std::string name = "d" + std::to_string(level);
  const int channels = channels_of(level, options);
  x = valid_conv(x, channels, "conv_" + name + "a-b", options);
  x = valid_conv(x, channels, "conv_" + name + "b-c", options);
  return level < 3 ? x : dropout(x, options.dropout, "dropout_" + name + "c");
}

Value expand(Value x, Value skip, int level, const ModelOptions& options) {
  const std::string to = "u" + std::to_string(level);
  const std::string from = level == kLevels - 2 ? "d4c" : "u" + std::to_string(level + 1) + "d";
  const std::string source = "d" + std::to_string(level) + "c";
  x = relu(transposed(x, skip.channels(), "upconv_" + from + "_" + to + "a", 2), "relu_" + to + "a");
  skip = crop_like(skip, x, kCropMargins[static_cast<std::size_t>(level)],
                   "crop_" + source + "-" + source + "c");
  x = join(skip, x, "concat_" + source + "c_" + to + "a-b", options);
  x = valid_conv(x, skip.channels(), "conv_" + to + "b-c", options);
  return valid_conv(x, skip.channels(), "conv_" + to + "c-d", options);
}

Value valid_scores(Value data, const ModelOptions& options) {
  std::array<Value, kLevels> level;
  level[0] = contract(data, 0, options);
  for (int i = 1; i < kLevels; ++i) {
    const Value above = level[static_cast<std::size_t>(i - 1)];
    const std::string pool = "pool_d" + std::to_string(i - 1) + "c-" + std::to_string(i) + "a";
    level[static_cast<std::size_t>(i)] = contract(max_pool(above, 2, 2, pool), i, options);
  }
  Value x = level.back();
  for (int i = kLevels - 2; i >= 0; --i) x = expand(x, level[static_cast<std::size_t>(i)], i, options);
  return conv(x, static_cast<int>(options.classes.size()), 1, "conv_u0d-score");
}

/// Every score lies on its pixel once the surroundings are taken off.
Recipe valid_recipe(const ModelOptions& options) {
  Recipe recipe{.output_grid = "corner", .input = unit_deviation_input(options.channels)};
  recipe.input.context = kLostPx / 2;
  recipe.input.size_multiple = 16;
  recipe.input.size_remainder = 12;
  return recipe;
}

Model model_of(const char* name, Value (*scores)(Value, const ModelOptions&), Recipe recipe,
               const ModelOptions& options) {
  Graph graph{.name = kMainGraph};
  output(scores(input(graph, kDataInput, options.channels), options), kScoreOutput);
  recipe.classes = options.classes;
  return {name, {std::move(graph)}, std::move(recipe)};
}

}  // namespace

Model unet(const ModelOptions& options) {
  check_options(options);
  return model_of("unet", padded_scores, {.input = padded_input(options.channels)}, options);
}

Model unet_valid(const ModelOptions& options) {
  check_options(options);
  return model_of("unet_valid", valid_scores, valid_recipe(options), options);
}

}  // namespace perpixel
