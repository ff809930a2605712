#include "model/segnet.h"

#include <array>
#include <optional>

#include "model/input_convention.h"
#include "model/width.h"

namespace perpixel {

namespace {

// The tutorial's prototxt.
constexpr BatchNormOptions kNorm{.epsilon = 1e-9f, .shift = 0.001f, .scale_decay = 1};
constexpr int kSamples = 40;              // Kendall et al. 2015 average 40 to 50
constexpr std::size_t kFirstDropped = 2;  // stages 3 and deeper of the Bayesian forms drop

using Sample = std::optional<Value>;  // the number of the draw; none in the plain forms

Value drop(Value x, std::size_t stage, const char* name, const Sample& sample, const ModelOptions& options) {
  if (!sample || stage < kFirstDropped) return x;
  return sampled_dropout(x, options.dropout, *sample, name + std::to_string(stage + 1));
}

struct Stage {
  std::array<int, 3> channels;  // of its convolutions, outermost first in the encoder; 0 = none
};
// Badrinarayanan et al. 2017, figure 2; the decoder's last convolution gives the scores.
constexpr std::array<Stage, 5> kEncoder{
    {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}}};
constexpr std::array<Stage, 5> kDecoder{
    {{0, 64}, {64, 128}, {128, 256, 256}, {256, 512, 512}, {512, 512, 512}}};

int convolutions(const Stage& stage) { return stage.channels[2] > 0 ? 3 : 2; }

Value conv_bn(Value x, int channels, int kernel, const std::string& name) {
  return batch_norm(conv(x, channels, kernel, name), name + "_bn", kNorm);
}

std::string conv_name(std::size_t stage, int i) {
  return "conv" + std::to_string(stage + 1) + "_" + std::to_string(i);
}

/// A map before pooling, and where its maxima were.
struct Encoded {
  Value before, positions;
};

Value encode(Value x, std::size_t stage, Encoded& encoded, const Sample& sample,
             const ModelOptions& options) {
  for (int i = 1; i <= convolutions(kEncoder[stage]); ++i) {
    const std::string name = conv_name(stage, i);
    const int channels = kEncoder[stage].channels[static_cast<std::size_t>(i - 1)];
    x = relu(conv_bn(x, scaled_channels(channels, options.width), 3, name), "relu" + name.substr(4));
  }
  const Pooled pooled = max_pool_with_positions(x, 2, 2, "pool" + std::to_string(stage + 1));
  encoded = {x, pooled.positions};
  return drop(pooled.map, stage, "encdrop", sample, options);
}

/// From the deepest convolution out: conv5_3_D, conv5_2_D, conv5_1_D. The outermost of all is the score.
Value decode(Value x, std::size_t stage, const Encoded& encoded, const Sample& sample,
             const ModelOptions& options) {
  x = unpool_like(x, encoded.positions, encoded.before, "upsample" + std::to_string(stage + 1));
  for (int i = convolutions(kDecoder[stage]); i >= 1; --i) {
    const std::string name = conv_name(stage, i) + "_D";
    if (stage == 0 && i == 1) return conv(x, static_cast<int>(options.classes.size()), 3, name);
    const int channels = kDecoder[stage].channels[static_cast<std::size_t>(i - 1)];
    x = relu(conv_bn(x, scaled_channels(channels, options.width), 3, name), "relu" + name.substr(4));
  }
  return drop(x, stage, "decdrop", sample, options);
}

/// B, G, R in 0..255 as they are: the tutorial nets subtract nothing.
Recipe raw_recipe(bool bayesian, const ModelOptions& options) {
  Recipe recipe;
  if (bayesian) {
    recipe.procedure = "mc_dropout";
    recipe.samples = kSamples;
  }
  recipe.classes = options.classes;
  recipe.input = caffe_input(options.channels);
  recipe.input.mean.assign(recipe.input.mean.size(), 0.f);
  return recipe;
}

Value basic_scores(Value data, const Sample& sample, const ModelOptions& options) {
  const int channels = scaled_channels(64, options.width);
  Value x = local_response_norm(data, 5, 1e-4f, 0.75f, "norm");
  std::array<Encoded, 4> encoded;
  for (std::size_t s = 0; s < encoded.size(); ++s) {
    const std::string number = std::to_string(s + 1);
    x = relu(conv_bn(x, channels, 7, "conv" + number), "relu" + number);
    const Pooled pooled = max_pool_with_positions(x, 2, 2, "pool" + number);
    encoded[s] = {x, pooled.positions};
    x = drop(pooled.map, s, "encdrop", sample, options);
  }
  for (std::size_t s = encoded.size(); s-- > 0;) {
    const std::string number = std::to_string(s + 1);
    x = unpool_like(x, encoded[s].positions, encoded[s].before, "upsample" + number);
    x = drop(conv_bn(x, channels, 7, "conv_decode" + number), s, "decdrop", sample, options);
  }
  return conv(x, static_cast<int>(options.classes.size()), 1,
              sample ? "dense_softmax_inner_prod" : "conv_classifier");
}

Value full_scores(Value x, const Sample& sample, const ModelOptions& options) {
  std::array<Encoded, 5> encoded;
  for (std::size_t s = 0; s < encoded.size(); ++s) x = encode(x, s, encoded[s], sample, options);
  for (std::size_t s = encoded.size(); s-- > 0;) x = decode(x, s, encoded[s], sample, options);
  return x;
}

Model model_of(const char* name, Value (*scores)(Value, const Sample&, const ModelOptions&), bool bayesian,
               const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  const Sample sample = bayesian ? Sample(number_input(graph, kSampleInput)) : std::nullopt;
  output(scores(data, sample, options), kScoreOutput);
  return {name, {std::move(graph)}, raw_recipe(bayesian, options)};
}

}  // namespace

Model segnet(const ModelOptions& options) { return model_of("segnet", full_scores, false, options); }
Model segnet_basic(const ModelOptions& options) {
  return model_of("segnet_basic", basic_scores, false, options);
}
Model bayesian_segnet(const ModelOptions& options) {
  return model_of("bayesian_segnet", full_scores, true, options);
}
Model bayesian_segnet_basic(const ModelOptions& options) {
  return model_of("bayesian_segnet_basic", basic_scores, true, options);
}

}  // namespace perpixel
