#include "model/alexnet.h"

#include "error/error.h"
#include "model/classifier_head.h"
#include "model/input_convention.h"
#include "model/vgg.h"
#include "model/width.h"

namespace perpixel {

namespace {

Value conv_relu(Value x, int channels, int kernel, const std::string& number, ConvOptions conv_options) {
  conv_options.bias_lr_mult = 1;
  conv_options.bias_decay_mult = 1;
  return relu(conv(x, channels, kernel, "conv" + number, conv_options), "relu" + number);
}

Value pool_norm(Value x, const std::string& number) {
  return local_response_norm(max_pool(x, 3, 2, "pool" + number), 5, 1e-4f, 0.75f, "norm" + number);
}

void refuse_batch_norm(const ModelOptions& options) {
  if (!options.batch_norm) return;
  throw Error(ErrorCode::bad_value,
              "model.batch_norm = true must be false for AlexNet, which has no such form",
              "use a VGG-16 model");
}

void check_image_size(const ModelOptions& options, int least) {
  if (options.image_size >= least) return;
  throw Error(ErrorCode::bad_value, "model.image_size = " + std::to_string(options.image_size) +
                                        " must be at least " + std::to_string(least) + " for AlexNet");
}

Value floor_pool(Value x, const std::string& number) { return max_pool(x, 3, 2, "pool" + number, 0, false); }

/// Krizhevsky 2014 -> pool5 [N, 256w, h, w].
Value one_tower(Value data, const ModelOptions& options) {
  const auto wide = [&](int channels) { return scaled_channels(channels, options.width); };
  Value x = floor_pool(conv_relu(data, wide(64), 11, "1", {.stride = 4, .pad = 2}), "1");
  x = floor_pool(conv_relu(x, wide(192), 5, "2", {}), "2");
  x = conv_relu(x, wide(384), 3, "3", {});
  x = conv_relu(x, wide(256), 3, "4", {});
  return floor_pool(conv_relu(x, wide(256), 3, "5", {}), "5");
}

/// pool5 -> logits, dropout in front of fc6 and fc7 instead of behind them.
Value dropping_head(Value pool5, const ModelOptions& options) {
  const int side = side_at_image_size(pool5, options), channels = fc_channels(options);
  Value x = dropout(flatten(pool5, "flatten"), options.dropout, "drop6");
  x = relu(dense(x, pool5.channels() * side * side, channels, "fc6"), "relu6");
  x = relu(dense(dropout(x, options.dropout, "drop7"), channels, channels, "fc7"), "relu7");
  return dense(x, channels, static_cast<int>(options.classes.size()), "fc8");
}

}  // namespace

Value alexnet_trunk(Value data, const ModelOptions& options, int first_pad) {
  refuse_batch_norm(options);
  const auto wide = [&](int channels) { return scaled_channels(channels, options.width); };
  Value x = conv_relu(data, wide(96), 11, "1", {.stride = 4, .pad = first_pad});
  x = pool_norm(x, "1");
  x = conv_relu(x, wide(256), 5, "2", {.group = 2});
  x = pool_norm(x, "2");
  x = conv_relu(x, wide(384), 3, "3", {});
  x = conv_relu(x, wide(384), 3, "4", {.group = 2});
  x = conv_relu(x, wide(256), 3, "5", {.group = 2});
  return max_pool(x, 3, 2, "pool5");
}

Model alexnet(const ModelOptions& options) {
  check_options(options);
  check_image_size(options, 11);
  Graph graph{.name = kMainGraph};
  const Value pool5 = alexnet_trunk(input(graph, kDataInput, options.channels), options, 0);
  output(classifier_head(pool5, fc_channels(options), options), kScoreOutput);
  Recipe recipe = classifier_recipe(options);
  recipe.input = at_fixed_size(caffe_input(options.channels), options.image_size);
  return {"alexnet", {std::move(graph)}, std::move(recipe)};
}

Model alexnet_torchvision(const ModelOptions& options) {
  check_options(options);
  refuse_batch_norm(options);
  check_image_size(options, 63);
  Graph graph{.name = kMainGraph};
  const Value pool5 = one_tower(input(graph, kDataInput, options.channels), options);
  output(dropping_head(pool5, options), kScoreOutput);
  Recipe recipe = classifier_recipe(options);
  recipe.input = at_fixed_size(unit_deviation_input(options.channels), options.image_size);
  return {"alexnet_torchvision", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
