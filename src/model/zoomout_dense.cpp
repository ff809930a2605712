#include "model/zoomout_dense.h"

#include "error/error.h"
#include "model/fcn.h"
#include "model/input_convention.h"
#include "model/vgg.h"
#include "model/width.h"
#include "model/zoomout_levels.h"

namespace perpixel {

namespace {

constexpr int kWholeMap = 64;  // positions of fc7 a side: 2048 px

/// A stage at the positions of stride 4 (`like`).
Value at_stride4(Value map, Value like, int stage, const std::string& name) {
  if (stage <= 2) return max_pool(map, 1, stage == 1 ? 4 : 2, "take_" + name);
  if (stage == 3) return map;
  return resize_like(map, like, "repeat_" + name, ResizeMode::nearest);
}

Value scene(Value pool5, Value like, const ModelOptions& options) {
  const Value fc7 = convolutional_fc7(pool5, options.fc6_kernel, (options.fc6_kernel - 1) / 2,
                                      fc_channels(options), options);
  return resize_like(max_pool(fc7, kWholeMap, kWholeMap, "scene"), like, "repeat_scene", ResizeMode::nearest);
}

Value columns(Value data, const ModelOptions& options) {
  const VggTaps taps = vgg16_trunk(data, options, 1);
  const Value like = vgg16_stage(*data.graph, "conv3_1");
  std::vector<Value> parts;
  for (const std::string& level : zoomout_levels(options, {"scene"}))
    parts.push_back(level == "scene"
                        ? scene(taps.pool5, like, options)
                        : at_stride4(vgg16_stage(*data.graph, level), like, level[4] - '0', level));
  return parts.size() == 1 ? parts[0] : concat(parts, "columns");
}

Value standardised(Value x, const ModelOptions& options) {
  if (options.batch_norm) return batch_norm(x, "norm");
  return conv(x, x.channels(), 1, "norm",
              {.group = x.channels(), .init = {InitKind::constant, 1}, .frozen = true});
}

Value scores(Value data, const ModelOptions& options) {
  const int hidden = scaled_channels(1000, options.width);
  Value x = standardised(columns(data, options), options);
  for (const char* number : {"1", "2"}) {
    x = relu(conv(x, hidden, 1, std::string("hidden") + number), std::string("relu_hidden") + number);
    x = dropout(x, options.dropout, std::string("drop_hidden") + number);
  }
  x = conv(x, static_cast<int>(options.classes.size()), 1, "score_columns",
           {.init = {InitKind::normal, 0.01f}});
  return crop_like(upscore(x, 8, 4, 2, "upscore4", false), data, 0, kScoreOutput);
}

/// The release's pixels for weights trained by Caffe; batch norm goes with networks trained from nothing.
InputRecipe input_of(const ModelOptions& options) {
  if (options.batch_norm) return unit_deviation_input(options.channels);
  InputRecipe input = caffe_input(options.channels);
  if (options.channels == 3) input.mean = {103.939f, 116.779f, 123.68f};
  input.size_rule = SizeRule::short_side;
  input.size = 256;
  input.max_size = 336;
  return input;
}

}  // namespace

Model zoomout_dense(const ModelOptions& options) {
  check_options(options);
  if (options.fc6_kernel % 2 == 0)
    throw Error(ErrorCode::bad_value,
                "model.fc6_kernel = " + std::to_string(options.fc6_kernel) + " must be odd",
                "the nearest is " + std::to_string(options.fc6_kernel + 1));
  Graph graph{.name = kMainGraph};
  output(scores(input(graph, kDataInput, options.channels), options), kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = input_of(options);
  return {"zoomout_dense", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
