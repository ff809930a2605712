#include "model/deeplab_v2.h"

#include "graph/repeat.h"
#include "model/deeplab.h"
#include "model/resnet.h"
#include "model/width.h"

namespace perpixel {

namespace {

std::vector<int> rates_of(const ModelOptions& options) {
  return options.atrous_rates.empty() ? std::vector<int>{6, 12, 18, 24} : options.atrous_rates;
}

Value sum_of(const std::vector<Value>& parts, const std::string& name) {
  Value sum = parts.at(0);
  for (std::size_t i = 1; i < parts.size(); ++i) sum = add(sum, parts[i], name + std::to_string(i));
  return sum;
}

Value vgg_branch(Value x, int rate, const std::string& number, const ModelOptions& options) {
  const int channels = options.fc_channels > 0 ? options.fc_channels : scaled_channels(1024, options.width);
  x = relu(conv(x, channels, 3, "fc6_" + number, {.dilation = rate}), "relu6_" + number);
  x = dropout(x, options.dropout, "drop6_" + number);
  x = relu(conv(x, channels, 1, "fc7_" + number), "relu7_" + number);
  x = dropout(x, options.dropout, "drop7_" + number);
  return deeplab_score(x, 1, 1, "fc8_voc12_" + number, options);
}

Value vgg_scores(Value data, const ModelOptions& options) {
  const Value pool5 = deeplab_vgg_trunk(data, options).pool5;
  std::vector<Value> parts;
  for (const int rate : rates_of(options))
    parts.push_back(vgg_branch(pool5, rate, std::to_string(parts.size() + 1), options));
  return sum_of(parts, "fc8_sum");
}

Value resnet_scores(Value data, const ModelOptions& options) {
  ResNetForm form = resnet_form(options, 101, 8);
  form.stride_in_1x1 = form.ceil_pool = true;
  const Value c5 = resnet_trunk(data, form, "Scale.").c5;
  std::vector<Value> parts;
  for (const int rate : rates_of(options))
    parts.push_back(
        deeplab_score(c5, 3, rate, "Scale.layer5.conv2d_list." + std::to_string(parts.size()), options));
  return sum_of(parts, "Scale.layer5.sum");
}

/// A map of (n - 1) / 2 + 1, or of 3 (n - 1) / 4 + 1, cells for n = 1 mod 4: only its size is looked at.
Value half_sized(Value data) { return max_pool(data, 1, 2, "size_05", 0, false); }
Value three_quarters_sized(Value data) {
  const Value quarter = max_pool(data, 1, 4, "size_025", 0, false);
  return max_pool(resize(quarter, 3, "size_3_025", ResizeMode::nearest), 3, 1, "size_075", 0, false);
}

/// The picture at another size (align_corners, as Interp), through the layers of `score`, on its grid.
Value at_scale(Value data, Value score, Value like, const std::string& suffix) {
  const Value smaller = resize_like(data, like, "shrink" + suffix, ResizeMode::bilinear, true);
  return resize_like(repeat_on(data, score, smaller, suffix), score, "score" + suffix, ResizeMode::bilinear,
                     true);
}

void three_scales(Value data, Value score) {
  const Value middle = at_scale(data, score, three_quarters_sized(data), "_res075");
  const Value small = at_scale(data, score, half_sized(data), "_res05");
  const Value fused = maximum(maximum(score, middle, "fuse_res075"), small, "fc_fusion");
  output(fused, kScoreOutput);
  output(score, "score_res1", true);
  output(middle, "score_res075", true);
  output(small, "score_res05", true);
}

void freeze_norms(Graph& graph) {
  for (const Node& node : graph.nodes)
    if (node.op == "BatchNormalization")
      for (const std::size_t input : {1u, 2u}) {
        const int value = node.inputs[input];
        const int parameter = graph.values[static_cast<std::size_t>(value)].parameter;
        graph.parameters[static_cast<std::size_t>(parameter)].frozen = true;
      }
}

Model deeplab_v2(const std::string& name, Value (*scores)(Value, const ModelOptions&),
                 const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  const Value score = scores(data, options);
  if (options.multi_scale)
    three_scales(data, score);
  else
    output(score, kScoreOutput);
  if (!options.batch_norm) freeze_norms(graph);
  return {name, {std::move(graph)}, deeplab_recipe(options)};
}

}  // namespace

Model deeplab_v2_vgg(const ModelOptions& options) {
  return deeplab_v2("deeplab_v2_vgg", vgg_scores, options);
}

Model deeplab_v2_resnet101(const ModelOptions& options) {
  Model model = deeplab_v2("deeplab_v2_resnet101", resnet_scores, options);
  model.recipe.crf = DenseCrfRecipe{};
  return model;
}

}  // namespace perpixel
