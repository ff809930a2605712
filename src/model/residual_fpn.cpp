#include "model/residual_fpn.h"

#include "model/input_convention.h"
#include "model/width.h"

namespace perpixel {

namespace {

constexpr int kPyramidChannels = 96;

/// Convolution without bias, batch norm; the ReLU is left to the caller.
Value conv_bn(Value x, int channels, int kernel, const std::string& name, int stride = 1, int dilation = 1) {
  x = conv(x, channels, kernel, name,
           {.stride = stride, .pad = dilation * (kernel / 2), .dilation = dilation, .bias = false});
  return batch_norm(x, name + "_bn");
}

Value conv_bn_relu(Value x, int channels, int kernel, const std::string& name, int stride = 1) {
  return relu(conv_bn(x, channels, kernel, name, stride), name + "_relu");
}

/// He et al. 2016, figure 5 left: two 3x3, and a 1x1 on the shortcut where shape changes.
Value basic_block(Value x, int channels, const std::string& name, int stride, int dilation) {
  Value y = relu(conv_bn(x, channels, 3, name + "_conv1", stride, dilation), name + "_relu1");
  y = conv_bn(y, channels, 3, name + "_conv2", 1, dilation);
  if (stride != 1 || x.channels() != channels) x = conv_bn(x, channels, 1, name + "_shortcut", stride);
  return relu(add(x, y, name + "_sum"), name + "_relu2");
}

Value stage(Value x, int blocks, int channels, const std::string& name) {
  for (int i = 1; i <= blocks; ++i)
    x = basic_block(x, channels, name + "_" + std::to_string(i), i == 1 ? 2 : 1, 1);
  return x;
}

Value dilated_stage(Value x, int channels, const std::vector<int>& rates) {
  for (std::size_t i = 0; i < rates.size(); ++i)
    x = basic_block(x, channels, "res5_" + std::to_string(i + 1), 1, rates[i]);
  return x;
}

/// One step down the pyramid: the coarser sum enlarged, plus what the finer stage adds.
Value merge(Value coarse, Value fine, const std::string& name) {
  const Value lateral = conv_bn(fine, coarse.channels(), 1, "lateral_" + name);
  return relu(add(resize_like(coarse, lateral, "up_" + name), lateral, "sum_" + name), "pyramid_" + name);
}

Value scores(Value data, const ModelOptions& options) {
  const auto wide = [&](int channels) { return scaled_channels(channels, options.width); };
  const std::vector<int> rates =
      options.atrous_rates.empty() ? std::vector<int>{2, 4, 8} : options.atrous_rates;
  Value stem = conv_bn_relu(data, wide(32), 3, "stem1", 2);
  stem = conv_bn_relu(stem, wide(32), 3, "stem2");
  const Value res2 = stage(stem, 2, wide(64), "res2");
  const Value res3 = stage(res2, 2, wide(128), "res3");
  const Value res4 = stage(res3, 2, wide(256), "res4");
  const Value res5 = dilated_stage(res4, wide(256), rates);

  const int pyramid = options.decoder_channels > 0 ? options.decoder_channels : wide(kPyramidChannels);
  Value x = conv_bn_relu(dropout(res5, options.dropout, "drop5"), pyramid, 1, "top");
  x = merge(x, res3, "res3");
  x = conv_bn_relu(merge(x, res2, "res2"), pyramid, 3, "smooth");
  const Value detail = conv_bn_relu(stem, wide(32), 1, "detail");
  x = concat({resize_like(x, stem, "up_stem"), detail}, "fine_in");
  x = conv_bn_relu(x, wide(64), 3, "fine");
  x = conv(x, static_cast<int>(options.classes.size()), 1, "score_fine", {.init = {InitKind::constant, 0}});
  return resize_like(x, data, kScoreOutput);
}

}  // namespace

Model residual_fpn(const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  output(scores(input(graph, kDataInput, options.channels), options), kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = unit_deviation_input(options.channels);
  return {"residual_fpn", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
