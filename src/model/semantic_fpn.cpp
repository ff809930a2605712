#include "model/semantic_fpn.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "model/input_convention.h"
#include "model/width.h"

namespace perpixel {

namespace {

constexpr int kGroups = 32;

Value lateral(Value stage, int level, int channels) {
  return conv(stage, channels, 1, "backbone.fpn_lateral" + std::to_string(level), {.bias_lr_mult = 1});
}

Value smooth(Value sum, int level) {
  return conv(sum, sum.channels(), 3, "backbone.fpn_output" + std::to_string(level), {.bias_lr_mult = 1});
}

Value top_down(Value coarse, Value fine, int level) {
  const std::string n = std::to_string(level);
  const Value side = lateral(fine, level, coarse.channels());
  return add(side, resize_like(coarse, side, "backbone.up" + n, ResizeMode::nearest), "backbone.sum" + n);
}

Value normed(Value x, const std::string& name, bool batch) {
  return batch ? batch_norm(x, name) : group_norm(x, std::gcd(kGroups, x.channels()), name);
}

/// Level `index` (0 = P2) brought to the size of P2.
Value scale_head(const std::array<Value, 4>& levels, std::size_t index, int channels, bool batch) {
  Value x = levels[index];
  for (std::size_t step = 0; step < std::max<std::size_t>(index, 1); ++step) {
    const std::string name = "sem_seg_head.p" + std::to_string(index + 2) + "." + std::to_string(2 * step);
    x = conv(x, channels, 3, name, {.bias = false});
    x = relu(normed(x, name + ".norm", batch), name + ".relu");
    if (index > 0) x = resize_like(x, levels[index - step - 1], name + ".up");
  }
  return x;
}

Value scores(Value data, const ModelOptions& options) {
  const int wide =
      options.decoder_channels > 0 ? options.decoder_channels : scaled_channels(256, options.width);
  const ResNetForm form = resnet_form(options, 50, 32);
  const Pyramid pyramid = feature_pyramid(resnet_trunk(data, form, "backbone.bottom_up."), wide);
  const std::array<Value, 4> levels{pyramid.p2, pyramid.p3, pyramid.p4, pyramid.p5};
  const int narrow = std::max(1, wide / 2);
  Value sum = scale_head(levels, 0, narrow, options.batch_norm);
  for (std::size_t i = 1; i < levels.size(); ++i)
    sum = add(sum, scale_head(levels, i, narrow, options.batch_norm),
              "sem_seg_head.sum" + std::to_string(i + 2));
  const Value score =
      conv(sum, static_cast<int>(options.classes.size()), 1, "sem_seg_head.predictor", {.bias_lr_mult = 1});
  return resize_like(score, data, kScoreOutput);
}

}  // namespace

Pyramid feature_pyramid(const ResNetTaps& taps, int channels) {
  const Value m5 = lateral(taps.c5, 5, channels);
  const Value m4 = top_down(m5, taps.c4, 4);
  const Value m3 = top_down(m4, taps.c3, 3);
  const Value m2 = top_down(m3, taps.c2, 2);
  return {smooth(m2, 2), smooth(m3, 3), smooth(m4, 4), smooth(m5, 5)};
}

Model semantic_fpn(const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  output(scores(input(graph, kDataInput, options.channels), options), kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = unit_deviation_input(options.channels);
  return {"semantic_fpn", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
