#include "model/unet_resnet.h"

#include <array>

#include "model/resnet.h"
#include "model/segmentation_models.h"
#include "model/width.h"

namespace perpixel {

namespace {

constexpr std::array kChannels{256, 128, 64, 32, 16};  // of the decoder, deepest first

Value conv_relu(Value x, int channels, const std::string& layer) {
  x = batch_norm(conv(x, channels, 3, layer + ".0", {.bias = false}), layer + ".1");
  return relu(x, layer + ".2");
}

/// Enlarged to `like`; with a skip when like is one.
Value up(Value x, Value like, bool joins, int channels, const std::string& block) {
  x = resize_like(x, like, block + ".up", ResizeMode::nearest);
  if (joins) x = concat({x, like}, block + ".join");
  return conv_relu(conv_relu(x, channels, block + ".conv1"), channels, block + ".conv2");
}

Value scores(Value data, const ModelOptions& options) {
  const ResNetTaps taps = resnet_trunk(data, resnet_form(options, 34, 32), "encoder.");
  const std::array<Value, 5> likes{taps.c4, taps.c3, taps.c2, taps.c1, data};
  Value x = taps.c5;
  for (std::size_t i = 0; i < kChannels.size(); ++i)
    x = up(x, likes[i], i + 1 < likes.size(), scaled_channels(kChannels[i], options.width),
           "decoder.blocks." + std::to_string(i));
  return segmentation_head(x, 3, options);
}

}  // namespace

Model unet_resnet34(const ModelOptions& options) {
  return segmentation_model("unet_resnet34", scores, options);
}

}  // namespace perpixel
