#include "model/deeplab_v3plus.h"

#include "model/resnet.h"
#include "model/segmentation_models.h"
#include "model/width.h"

namespace perpixel {

namespace {

/// `layer`.`first` is the convolution, the number after it its norm.
Value normed(Value x, const std::string& layer, int first) {
  x = batch_norm(x, layer + std::to_string(first + 1));
  return relu(x, layer + std::to_string(first + 2));
}

Value pointwise(Value x, int channels, const std::string& layer, int first) {
  return normed(conv(x, channels, 1, layer + std::to_string(first), {.bias = false}), layer, first);
}

/// A window of each channel by itself, then a 1x1 over the channels.
Value separable(Value x, int channels, int dilation, const std::string& layer, int first) {
  const std::string name = layer + std::to_string(first);
  x = conv(x, x.channels(), 3, name + ".0", {.dilation = dilation, .group = x.channels(), .bias = false});
  return normed(conv(x, channels, 1, name + ".1", {.bias = false}), layer, first);
}

std::vector<int> rates_of(const ModelOptions& options) {
  return options.atrous_rates.empty() ? std::vector<int>{12, 24, 36} : options.atrous_rates;
}

Value pyramid(Value x, int channels, const ModelOptions& options) {
  const auto branch = [](std::size_t i) { return "decoder.aspp.0.convs." + std::to_string(i) + "."; };
  const std::vector<int> rates = rates_of(options);
  std::vector<Value> parts{pointwise(x, channels, branch(0), 0)};
  for (std::size_t i = 0; i < rates.size(); ++i)
    parts.push_back(separable(x, channels, rates[i], branch(i + 1), 0));
  const std::string average = branch(rates.size() + 1);
  const Value one = pointwise(global_average_pool(x, average + "0"), channels, average, 1);
  parts.push_back(resize_like(one, x, average + "up"));
  x = pointwise(concat(parts, "decoder.aspp.0.joined"), channels, "decoder.aspp.0.project.", 0);
  x = dropout(x, options.dropout, "decoder.aspp.0.project.3");
  return separable(x, channels, 1, "decoder.aspp.", 1);
}

Value scores(Value data, const ModelOptions& options) {
  ResNetForm form = resnet_form(options, 34, 16);
  form.dilate_entry = true;
  const ResNetTaps taps = resnet_trunk(data, form, "encoder.");
  const int channels =
      options.decoder_channels > 0 ? options.decoder_channels : scaled_channels(256, options.width);
  const Value fine = pointwise(taps.c2, scaled_channels(48, options.width), "decoder.block1.", 0);
  const Value coarse =
      resize_like(pyramid(taps.c5, channels, options), fine, "decoder.up", ResizeMode::bilinear, true);
  const Value joined = concat({coarse, fine}, "decoder.joined");
  const Value score = segmentation_head(separable(joined, channels, 1, "decoder.block2.", 0), 1, options);
  return resize_like(score, data, "segmentation_head.1", ResizeMode::bilinear, true);
}

}  // namespace

Model deeplabv3plus_resnet34(const ModelOptions& options) {
  return segmentation_model("deeplabv3plus_resnet34", scores, options);
}

}  // namespace perpixel
