#include "model/deconvnet.h"

#include <array>

#include "error/error.h"
#include "model/input_convention.h"
#include "model/vgg.h"
#include "model/width.h"

namespace perpixel {

namespace {

constexpr BatchNormOptions kNorm{.epsilon = 1e-9f, .shift = 0.001f};  // the release's prototxt

struct Stage {
  int layers;
  std::array<int, 3> channels;
};
// Noh et al. 2015, table 2.
constexpr std::array<Stage, 5> kConvolution{
    {{2, {64, 64}}, {2, {128, 128}}, {3, {256, 256, 256}}, {3, {512, 512, 512}}, {3, {512, 512, 512}}}};
constexpr std::array<Stage, 5> kDeconvolution{
    {{2, {64, 64}}, {2, {128, 64}}, {3, {256, 256, 128}}, {3, {512, 512, 256}}, {3, {512, 512, 512}}}};

Value bn_relu(Value x, const std::string& bn, const std::string& relu_name) {
  return relu(batch_norm(x, bn, kNorm), relu_name);
}

std::string number(std::size_t stage, int layer) {
  return std::to_string(stage + 1) + "_" + std::to_string(layer);
}

Value deconv(Value x, int channels, int kernel, int pad, const std::string& name) {
  return conv_transpose(x, channels, kernel, name,
                        {.stride = 1, .pad = pad, .bias = true, .init = {InitKind::normal, 0.01f}});
}

struct Encoded {
  Value before, positions;
};

Value encode(Value x, std::size_t stage, Encoded& encoded, const ModelOptions& options) {
  for (int i = 1; i <= kConvolution[stage].layers; ++i) {
    const int channels = kConvolution[stage].channels[static_cast<std::size_t>(i - 1)];
    x = conv(x, scaled_channels(channels, options.width), 3, "conv" + number(stage, i));
    x = bn_relu(x, "bn" + number(stage, i), "relu" + number(stage, i));
  }
  const Pooled pooled = max_pool_with_positions(x, 2, 2, "pool" + std::to_string(stage + 1));
  encoded = {x, pooled.positions};
  return pooled.map;
}

Value decode(Value x, std::size_t stage, const Encoded& encoded, const ModelOptions& options) {
  x = unpool_like(x, encoded.positions, encoded.before, "unpool" + std::to_string(stage + 1));
  for (int i = 1; i <= kDeconvolution[stage].layers; ++i) {
    const int channels = kDeconvolution[stage].channels[static_cast<std::size_t>(i - 1)];
    x = deconv(x, scaled_channels(channels, options.width), 3, 1, "deconv" + number(stage, i));
    x = bn_relu(x, "debn" + number(stage, i), "derelu" + number(stage, i));
  }
  return x;
}

/// pool5's map to one vector and back to a map.
Value through_one_vector(Value pool5, const ModelOptions& options) {
  const int channels = pool5.channels();
  Value x = conv(pool5, fc_channels(options), options.fc6_kernel, "fc6", {.pad = 0});
  x = bn_relu(x, "bnfc6", "relu6");
  x = bn_relu(conv(x, fc_channels(options), 1, "fc7"), "bnfc7", "relu7");
  x = deconv(x, channels, options.fc6_kernel, 0, "fc6-deconv");
  return bn_relu(x, "fc6-deconv-bn", "fc6-deconv-relu");
}

void check_window(const ModelOptions& options) {
  const int side = (options.image_size + 31) / 32;
  if (!options.fully_connected || options.fc6_kernel == side) return;
  throw Error(ErrorCode::bad_value,
              "model.fc6_kernel = " + std::to_string(options.fc6_kernel) + ": a picture of " +
                  std::to_string(options.image_size) + " px leaves pool5 a map of " + std::to_string(side),
              "use model.fc6_kernel=" + std::to_string(side) + ", or model.fully_connected=false");
}

}  // namespace

Model deconvnet(const ModelOptions& options) {
  check_options(options);
  check_window(options);
  Graph graph{.name = kMainGraph};
  Value x = input(graph, kDataInput, options.channels);
  std::array<Encoded, 5> encoded;
  for (std::size_t s = 0; s < encoded.size(); ++s) x = encode(x, s, encoded[s], options);
  if (options.fully_connected) x = through_one_vector(x, options);
  for (std::size_t s = encoded.size(); s-- > 0;) x = decode(x, s, encoded[s], options);
  output(conv(x, static_cast<int>(options.classes.size()), 1, "seg-score-voc",
              {.init = {InitKind::normal, 0.01f}}),
         kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = caffe_input(options.channels);
  if (options.channels == 3) recipe.input.mean = {104.008f, 116.669f, 122.675f};
  if (options.fully_connected) recipe.input = at_fixed_size(recipe.input, options.image_size);
  return {"deconvnet", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
