#include "model/resnet.h"

#include <algorithm>
#include <array>

#include "error/error.h"
#include "model/classifier_head.h"
#include "model/input_convention.h"
#include "model/width.h"

namespace perpixel {

namespace {

/// He et al. 2016, table 1.
struct Variant {
  int depth;
  bool bottleneck;
  std::array<int, 4> blocks;
};
constexpr std::array<Variant, 5> kVariants{{{18, false, {2, 2, 2, 2}},
                                            {34, false, {3, 4, 6, 3}},
                                            {50, true, {3, 4, 6, 3}},
                                            {101, true, {3, 4, 23, 3}},
                                            {152, true, {3, 8, 36, 3}}}};

/// Trunks by name, as model.backbone gives them. Xie et al. 2017: C x d is C groups of d channels each in the
/// first stage.
struct Named {
  const char* name;
  int depth, groups, group_width;
};
constexpr std::array<Named, 7> kNamed{{{"resnet18", 18, 1, 64},
                                       {"resnet34", 34, 1, 64},
                                       {"resnet50", 50, 1, 64},
                                       {"resnet101", 101, 1, 64},
                                       {"resnet152", 152, 1, 64},
                                       {"resnext50_32x4d", 50, 32, 4},
                                       {"resnext101_32x8d", 101, 32, 8}}};

const Variant& variant_of(int depth) {
  for (const Variant& variant : kVariants)
    if (variant.depth == depth) return variant;
  throw Error(ErrorCode::bad_value, "no residual network has depth " + std::to_string(depth));
}

/// How the windows of one block reach: strided ones on `entry`, all later ones on `dilation`.
struct Reach {
  int stride = 1;    // of the block
  int entry = 1;     // dilation of the layer that has, or had, the stride
  int dilation = 1;  // of the layers after it
};

Value conv_bn(Value x, int channels, int kernel, const std::string& conv_name, const std::string& bn_name,
              int stride = 1, int dilation = 1, int groups = 1) {
  const int pad = dilation * (kernel / 2);
  x = conv(x, channels, kernel, conv_name,
           {.stride = stride, .pad = pad, .dilation = dilation, .group = groups, .bias = false});
  return batch_norm(x, bn_name);
}

/// `number` counts the convolutions of a block from 1.
Value numbered(Value x, int channels, int kernel, const std::string& block, int number, int stride,
               int dilation, int groups = 1) {
  const std::string n = std::to_string(number);
  return conv_bn(x, channels, kernel, block + "conv" + n, block + "bn" + n, stride, dilation, groups);
}

Value join(Value x, Value y, const std::string& block, int stride) {
  if (stride != 1 || x.channels() != y.channels())
    x = conv_bn(x, y.channels(), 1, block + "downsample.0", block + "downsample.1", stride);
  return relu(add(y, x, block + "sum"), block + "relu");
}

Value basic_block(Value x, int channels, const std::string& block, const Reach& reach) {
  Value y = relu(numbered(x, channels, 3, block, 1, reach.stride, reach.entry), block + "relu1");
  y = numbered(y, channels, 3, block, 2, 1, reach.dilation);
  return join(x, y, block, reach.stride);
}

/// Channels of the 3x3 of a bottleneck whose stage has `channels`: groups are as wide as width leaves them.
int inner_channels(int channels, const ResNetForm& form) {
  return form.groups * std::max(1, channels * form.group_width / 64);
}

Value bottleneck(Value x, int channels, const std::string& block, const Reach& reach,
                 const ResNetForm& form) {
  const int first = form.stride_in_1x1 ? reach.stride : 1, second = form.stride_in_1x1 ? 1 : reach.stride;
  const int inner = inner_channels(channels, form);
  Value y = relu(numbered(x, inner, 1, block, 1, first, 1), block + "relu1");
  const int dilation = form.stride_in_1x1 ? reach.dilation : reach.entry;
  y = relu(numbered(y, inner, 3, block, 2, second, dilation, form.groups), block + "relu2");
  return join(x, numbered(y, 4 * channels, 1, block, 3, 1, 1), block, reach.stride);
}

/// 7x7 / 2: stride 2.
Value stem(Value data, const ResNetForm& form, const std::string& prefix) {
  const Value x = conv_bn(data, scaled_channels(64, form.width), 7, prefix + "conv1", prefix + "bn1", 2);
  return relu(x, prefix + "relu");
}

void take_named(const std::string& backbone, ResNetForm& form) {
  std::vector<std::string> names;
  for (const Named& row : kNamed) {
    names.emplace_back(row.name);
    if (backbone != row.name) continue;
    form.depth = row.depth;
    form.groups = row.groups;
    form.group_width = row.group_width;
    return;
  }
  throw Error(ErrorCode::bad_value, "model.backbone = \"" + backbone + "\" is not a residual network",
              did_you_mean(backbone, names));
}

Model classifier(const std::string& name, const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  ResNetForm form{.width = options.width};
  take_named(name, form);
  const Value c5 = resnet_trunk(data, form, "").c5;
  const Value features = flatten(global_average_pool(c5, "avgpool"), "flatten");
  output(dense(features, c5.channels(), static_cast<int>(options.classes.size()), "fc"), kScoreOutput);
  Recipe recipe = classifier_recipe(options);
  recipe.input = at_fixed_size(unit_deviation_input(options.channels), options.image_size);
  return {name, {std::move(graph)}, std::move(recipe)};
}

}  // namespace

ResNetForm resnet_form(const ModelOptions& options, int depth, int output_stride) {
  ResNetForm form{.depth = depth,
                  .output_stride = output_stride,
                  .stride_in_1x1 = options.stride_in_1x1,
                  .width = options.width};
  if (options.output_stride != 0) form.output_stride = options.output_stride;
  if (form.output_stride < 8)
    throw Error(ErrorCode::bad_value,
                "model.output_stride = " + std::to_string(form.output_stride) + " must be 8, 16 or 32",
                "the nearest is 8");
  if (!options.backbone.empty()) take_named(options.backbone, form);
  return form;
}

ResNetTaps resnet_trunk(Value data, const ResNetForm& form, const std::string& prefix) {
  const Variant& variant = variant_of(form.depth);
  const Value c1 = stem(data, form, prefix);
  Value x = max_pool(c1, 3, 2, prefix + "maxpool", 1, form.ceil_pool);
  std::array<Value, 4> taps;
  int stride = 4, dilation = 1;
  for (std::size_t s = 0; s < 4; ++s) {
    const int channels = scaled_channels(64 << s, form.width), before = dilation;
    const bool strided = s > 0 && stride < form.output_stride;
    if (strided) stride *= 2;
    if (s > 0 && !strided) dilation *= 2;
    for (int i = 0; i < variant.blocks[s]; ++i) {
      const std::string block = prefix + "layer" + std::to_string(s + 1) + "." + std::to_string(i) + ".";
      const Reach reach{i == 0 && strided ? 2 : 1, i == 0 && !form.dilate_entry ? before : dilation,
                        dilation};
      x = variant.bottleneck ? bottleneck(x, channels, block, reach, form)
                             : basic_block(x, channels, block, reach);
    }
    taps[s] = x;
  }
  return {c1, taps[0], taps[1], taps[2], taps[3]};
}

Model resnet18(const ModelOptions& options) { return classifier("resnet18", options); }
Model resnet34(const ModelOptions& options) { return classifier("resnet34", options); }
Model resnet50(const ModelOptions& options) { return classifier("resnet50", options); }
Model resnet101(const ModelOptions& options) { return classifier("resnet101", options); }
Model resnet152(const ModelOptions& options) { return classifier("resnet152", options); }
Model resnext50_32x4d(const ModelOptions& options) { return classifier("resnext50_32x4d", options); }
Model resnext101_32x8d(const ModelOptions& options) { return classifier("resnext101_32x8d", options); }

}  // namespace perpixel
