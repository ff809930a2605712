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

}  // namespace

Value alexnet_trunk(Value data, const ModelOptions& options, int first_pad) {
  if (options.batch_norm)
    throw Error(ErrorCode::bad_value,
                "model.batch_norm = true must be false for AlexNet, which normalises responses",
                "use a VGG-16 model");
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
  if (options.image_size < 11)
    throw Error(ErrorCode::bad_value, "model.image_size = " + std::to_string(options.image_size) +
                                          " must be at least 11 for AlexNet");
  Graph graph{.name = kMainGraph};
  const Value pool5 = alexnet_trunk(input(graph, kDataInput, options.channels), options, 0);
  output(classifier_head(pool5, fc_channels(options), options), kScoreOutput);
  Recipe recipe = classifier_recipe(options);
  recipe.input = at_fixed_size(caffe_input(options.channels), options.image_size);
  return {"alexnet", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
