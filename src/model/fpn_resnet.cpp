#include "model/fpn_resnet.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "model/resnet.h"
#include "model/segmentation_models.h"
#include "model/width.h"

namespace perpixel {

namespace {

constexpr int kGroups = 32;

Value lateral(Value stage, int channels, const std::string& name) {
  return conv(stage, channels, 1, name, {.bias_lr_mult = 1, .bias_decay_mult = 1});
}

/// Finer level `number` of the pyramid.
Value top_down(Value coarse, Value stage, int number) {
  const std::string level = "decoder.p" + std::to_string(number);
  const Value side = lateral(stage, coarse.channels(), level + ".skip_conv");
  return add(resize_like(coarse, side, level + ".up", ResizeMode::nearest), side, level + ".sum");
}

Value conv_norm_relu(Value x, int channels, const std::string& layer) {
  x = conv(x, channels, 3, layer + ".block.0", {.bias = false});
  return relu(group_norm(x, std::gcd(kGroups, channels), layer + ".block.1"), layer + ".block.2");
}

/// Level `index` (0 = the finest, at stride 4) brought to the size of the finest. The original counts its
/// blocks from the deepest level.
Value to_finest(const std::array<Value, 4>& levels, std::size_t index, int channels) {
  const std::string block = "decoder.seg_blocks." + std::to_string(levels.size() - 1 - index) + ".block.";
  Value x = conv_norm_relu(levels[index], channels, block + "0");
  for (std::size_t step = 1; step <= index; ++step) {
    if (step > 1) x = conv_norm_relu(x, channels, block + std::to_string(step - 1));
    x = resize_like(x, levels[index - step], block + std::to_string(step - 1) + ".up", ResizeMode::bilinear,
                    true);
  }
  return x;
}

Value scores(Value data, const ModelOptions& options) {
  const ResNetTaps taps = resnet_trunk(data, resnet_form(options, 34, 32), "encoder.");
  const int wide =
      options.decoder_channels > 0 ? options.decoder_channels : scaled_channels(256, options.width);
  const Value p5 = lateral(taps.c5, wide, "decoder.p5");
  const Value p4 = top_down(p5, taps.c4, 4), p3 = top_down(p4, taps.c3, 3), p2 = top_down(p3, taps.c2, 2);
  const std::array<Value, 4> levels{p2, p3, p4, p5};
  const int narrow = std::max(1, wide / 2);
  Value sum = to_finest(levels, 3, narrow);
  for (std::size_t i = 3; i-- > 0;)
    sum = add(sum, to_finest(levels, i, narrow), "decoder.sum" + std::to_string(i + 2));
  const Value score = segmentation_head(dropout(sum, 0.2f, "decoder.dropout"), 1, options);
  return resize_like(score, data, "segmentation_head.1", ResizeMode::bilinear, true);
}

}  // namespace

Model fpn_resnet34(const ModelOptions& options) {
  return segmentation_model("fpn_resnet34", scores, options);
}

}  // namespace perpixel
