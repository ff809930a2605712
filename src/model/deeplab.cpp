#include "model/deeplab.h"

#include "model/input_convention.h"
#include "model/vgg.h"
#include "model/width.h"

namespace perpixel {

namespace {

/// The rows of the paper's table of fields of view.
struct Form {
  const char* name;
  int kernel, rate, channels;  // of fc6
  bool average;                // pool5a
  bool small_pools;            // 2x2
};
constexpr Form kLargeFov{"deeplab_largefov", 3, 12, 1024, true, false};
constexpr Form k4x4{"deeplab_4x4", 4, 4, 4096, false, false};
constexpr Form k7x7{"deeplab_7x7", 7, 4, 4096, false, true};

DeepLabTrunk trunk(Value data, bool small_pools, const ModelOptions& options) {
  const int kernel = small_pools ? 2 : 3, pad = small_pools ? 0 : 1;
  DeepLabTrunk t;
  t.pool1 = max_pool(vgg_stage(data, 1, options), kernel, 2, "pool1", pad);
  t.pool2 = max_pool(vgg_stage(t.pool1, 2, options), kernel, 2, "pool2", pad);
  t.pool3 = max_pool(vgg_stage(t.pool2, 3, options), kernel, 2, "pool3", pad);
  t.pool4 = max_pool(vgg_stage(t.pool3, 4, options), kernel, 1, "pool4", 1);
  t.pool5 = max_pool(vgg_stage(t.pool4, 5, options, 2), kernel, 1, "pool5", pad);
  return t;
}

int rate_of(const Form& form, const ModelOptions& options) {
  return options.atrous_rates.empty() ? form.rate : options.atrous_rates[0];
}

Value head(Value x, const Form& form, const ModelOptions& options) {
  const int channels =
      options.fc_channels > 0 ? options.fc_channels : scaled_channels(form.channels, options.width);
  if (form.average) x = average_pool(x, 3, 1, "pool5a", 1);
  const int rate = rate_of(form, options);
  // An even window of odd reach keeps the size too: rate (kernel - 1) is even.
  x = relu(conv(x, channels, form.kernel, "fc6", {.pad = rate * (form.kernel - 1) / 2, .dilation = rate}),
           "relu6");
  x = relu(conv(dropout(x, options.dropout, "drop6"), channels, 1, "fc7"), "relu7");
  return deeplab_score(dropout(x, options.dropout, "drop7"), 1, 1, "fc8_voc12", options);
}

/// 3x3 of `stride`, 1x1, scored: one level of DeepLab-MSc at stride 8.
Value level_score(Value x, int stride, const std::string& level, const ModelOptions& options) {
  const int channels = scaled_channels(128, options.width);
  x = relu(conv(x, channels, 3, level + "_ms_conv1", {.stride = stride, .pad = 1}), level + "_ms_relu1");
  x = dropout(x, options.dropout, level + "_ms_drop1");
  x = relu(conv(x, channels, 1, level + "_ms_conv2"), level + "_ms_relu2");
  x = dropout(x, options.dropout, level + "_ms_drop2");
  return deeplab_score(x, 1, 1, level + "_ms_score", options);
}

Value with_levels(Value score, Value data, const DeepLabTrunk& t, const ModelOptions& options) {
  score = add(score, level_score(data, 8, "data", options), "fuse_data");
  score = add(score, level_score(t.pool1, 4, "pool1", options), "fuse_pool1");
  score = add(score, level_score(t.pool2, 2, "pool2", options), "fuse_pool2");
  score = add(score, level_score(t.pool3, 1, "pool3", options), "fuse_pool3");
  return add(score, level_score(t.pool4, 1, "pool4", options), "fuse_pool4");
}

Model deeplab(const std::string& name, const Form& form, const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  const DeepLabTrunk t = trunk(data, form.small_pools, options);
  Value score = head(t.pool5, form, options);
  if (options.multi_scale) score = with_levels(score, data, t, options);
  output(score, kScoreOutput);
  return {name, {std::move(graph)}, deeplab_recipe(options)};
}

}  // namespace

DeepLabTrunk deeplab_vgg_trunk(Value data, const ModelOptions& options) {
  return trunk(data, false, options);
}

Recipe deeplab_recipe(const ModelOptions& options) {
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = caffe_input(options.channels);
  if (options.channels == 3) recipe.input.mean = {104.008f, 116.669f, 122.675f};
  recipe.input.fill = "mean";
  recipe.input.size_multiple = 32;
  recipe.input.size_remainder = 1;
  recipe.output_grid = "corner";
  recipe.output_stride = 8;
  // The script shipped with v2 for VGG.
  recipe.crf = {
      .bilateral_weight = 4, .bilateral_xy = 49, .bilateral_rgb = 5, .smooth_weight = 3, .smooth_xy = 3};
  return recipe;
}

Value deeplab_score(Value x, int kernel, int dilation, const std::string& name, const ModelOptions& options) {
  return conv(x, static_cast<int>(options.classes.size()), kernel, name,
              {.dilation = dilation, .init = {InitKind::normal, 0.01f}, .lr_mult = 10});
}

Model deeplab_largefov(const ModelOptions& options) {
  return deeplab("deeplab_largefov", kLargeFov, options);
}

Model deeplab_msc(const ModelOptions& options) {
  ModelOptions levels = options;
  levels.multi_scale = true;
  return deeplab("deeplab_msc", kLargeFov, levels);
}

Model deeplab_4x4(const ModelOptions& options) { return deeplab("deeplab_4x4", k4x4, options); }
Model deeplab_7x7(const ModelOptions& options) { return deeplab("deeplab_7x7", k7x7, options); }

}  // namespace perpixel
