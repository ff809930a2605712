#include "graph/layers.h"

#include "error/error.h"

namespace perpixel {

namespace {

using Ints = std::vector<std::int64_t>;

Value node(Value x, const char* op, const std::string& name, std::vector<int> inputs,
           std::map<std::string, Attribute> attributes, int channels) {
  Graph& graph = *x.graph;
  const std::string unique = name.empty() ? std::string(op) + "_" + std::to_string(graph.nodes.size()) : name;
  return {&graph, graph.add_node(op, unique, std::move(inputs), std::move(attributes), channels)};
}

Value unary(Value x, const char* op, const std::string& name,
            std::map<std::string, Attribute> attributes = {}) {
  return node(x, op, name, {x.id}, std::move(attributes), x.channels());
}

Ints pair(std::int64_t v) { return {v, v}; }
Ints four(std::int64_t v) { return {v, v, v, v}; }

const char* mode_text(ResizeMode mode) { return mode == ResizeMode::nearest ? "nearest" : "linear"; }

}  // namespace

Value input(Graph& graph, const std::string& name, int channels) {
  const int id = static_cast<int>(graph.values.size());
  graph.values.push_back({.name = name, .channels = channels});
  graph.inputs.push_back({name, id, {-1, channels, -1, -1}});
  return {&graph, id};
}

Value number_input(Graph& graph, const std::string& name) {
  const Value value = input(graph, name, 0);
  graph.inputs.back().shape = {1};
  return value;
}

void output(Value value, const std::string& name, bool train_only) {
  value.graph->outputs.push_back({name, value.id, train_only});
}

Value conv(Value x, int out_channels, int kernel, const std::string& name, const ConvOptions& options) {
  Graph& graph = *x.graph;
  std::vector<int> inputs{x.id};
  inputs.push_back(graph.add_parameter({.name = name + ".weight",
                                        .shape = {out_channels, x.channels() / options.group, kernel, kernel},
                                        .init = options.init,
                                        .lr_mult = options.lr_mult,
                                        .frozen = options.frozen}));
  if (options.bias)
    inputs.push_back(graph.add_parameter({.name = name + ".bias",
                                          .shape = {out_channels},
                                          .lr_mult = options.lr_mult * options.bias_lr_mult,
                                          .decay_mult = options.bias_decay_mult,
                                          .frozen = options.frozen}));
  const int pad = options.pad == kSamePad ? options.dilation * (kernel - 1) / 2 : options.pad;
  return node(x, "Conv", name, std::move(inputs),
              {{"kernel_shape", pair(kernel)},
               {"strides", pair(options.stride)},
               {"pads", four(pad)},
               {"dilations", pair(options.dilation)},
               {"group", std::int64_t{options.group}}},
              out_channels);
}

Value conv_transpose(Value x, int out_channels, int kernel, const std::string& name,
                     const ConvTransposeOptions& options) {
  Graph& graph = *x.graph;
  std::vector<int> inputs{x.id};
  inputs.push_back(graph.add_parameter({.name = name + ".weight",
                                        .shape = {x.channels(), out_channels / options.group, kernel, kernel},
                                        .init = options.init,
                                        .lr_mult = options.lr_mult,
                                        .frozen = options.frozen}));
  if (options.bias)
    inputs.push_back(graph.add_parameter({.name = name + ".bias",
                                          .shape = {out_channels},
                                          .lr_mult = options.lr_mult,
                                          .decay_mult = 0,
                                          .frozen = options.frozen}));
  return node(x, "ConvTranspose", name, std::move(inputs),
              {{"kernel_shape", pair(kernel)},
               {"strides", pair(options.stride)},
               {"pads", four(options.pad)},
               {"output_padding", pair(options.output_padding)},
               {"group", std::int64_t{options.group}}},
              out_channels);
}

Value dense(Value x, int in_features, int out_features, const std::string& name, Init init) {
  Graph& graph = *x.graph;
  const int weight =
      graph.add_parameter({.name = name + ".weight", .shape = {out_features, in_features}, .init = init});
  const int bias =
      graph.add_parameter({.name = name + ".bias", .shape = {out_features}, .lr_mult = 2, .decay_mult = 0});
  return node(x, "Gemm", name, {x.id, weight, bias}, {{"transB", std::int64_t{1}}}, out_features);
}

Value flatten(Value x, const std::string& name) {
  return node(x, "Flatten", name, {x.id}, {{"axis", std::int64_t{1}}}, 0);
}
Value relu(Value x, const std::string& name) { return unary(x, "Relu", name); }
Value sigmoid(Value x, const std::string& name) { return unary(x, "Sigmoid", name); }
Value hard_sigmoid(Value x, const std::string& name) {
  return unary(x, "HardSigmoid", name, {{"alpha", 1.f / 6}, {"beta", 0.5f}});  // ONNX's own alpha is 0.2
}
Value hard_swish(Value x, const std::string& name) { return unary(x, "HardSwish", name); }

Value batch_norm(Value x, const std::string& name, const BatchNormOptions& options) {
  Graph& graph = *x.graph;
  const Shape shape{x.channels()};
  const Init one{InitKind::constant, 1};
  std::vector<int> inputs{x.id};
  inputs.push_back(graph.add_parameter(
      {.name = name + ".weight", .shape = shape, .init = one, .decay_mult = options.scale_decay}));
  inputs.push_back(graph.add_parameter({.name = name + ".bias",
                                        .shape = shape,
                                        .init = {InitKind::constant, options.shift},
                                        .decay_mult = 0}));
  inputs.push_back(
      graph.add_parameter({.name = name + ".running_mean", .shape = shape, .is_statistic = true}));
  inputs.push_back(graph.add_parameter(
      {.name = name + ".running_var", .shape = shape, .init = one, .is_statistic = true}));
  // ONNX's momentum weighs the old statistics, PyTorch's the new batch; the graph keeps ONNX's.
  return node(x, "BatchNormalization", name, std::move(inputs),
              {{"epsilon", options.epsilon}, {"momentum", 1 - options.momentum}}, x.channels());
}

Value dropout(Value x, float ratio, const std::string& name) {
  return unary(x, "Dropout", name, {{"ratio", ratio}});
}

Value sampled_dropout(Value x, float ratio, Value sample, const std::string& name) {
  return node(x, "Dropout", name, {x.id, sample.id}, {{"ratio", ratio}}, x.channels());
}

Value group_norm(Value x, int groups, const std::string& name, float epsilon) {
  Graph& graph = *x.graph;
  const Shape shape{x.channels()};
  if (groups < 1 || x.channels() % groups != 0)
    throw Error(ErrorCode::graph_invalid, "node \"" + name +
                                              "\" (GroupNormalization): " + std::to_string(x.channels()) +
                                              " channels in " + std::to_string(groups) + " groups");
  std::vector<int> inputs{x.id};
  inputs.push_back(graph.add_parameter(
      {.name = name + ".weight", .shape = shape, .init = {InitKind::constant, 1}, .decay_mult = 0}));
  inputs.push_back(graph.add_parameter({.name = name + ".bias", .shape = shape, .decay_mult = 0}));
  return node(x, "GroupNormalization", name, std::move(inputs),
              {{"num_groups", std::int64_t{groups}}, {"epsilon", epsilon}}, x.channels());
}

Value local_response_norm(Value x, int size, float alpha, float beta, const std::string& name) {
  return unary(x, "LRN", name,
               {{"size", std::int64_t{size}}, {"alpha", alpha}, {"beta", beta}, {"bias", 1.f}});
}

Value max_pool(Value x, int kernel, int stride, const std::string& name, int pad, bool ceil_mode,
               int dilation) {
  return unary(x, "MaxPool", name,
               {{"kernel_shape", pair(kernel)},
                {"strides", pair(stride)},
                {"pads", four(pad)},
                {"dilations", pair(dilation)},
                {"ceil_mode", std::int64_t{ceil_mode}}});
}

Pooled max_pool_with_positions(Value x, int kernel, int stride, const std::string& name, int pad,
                               bool ceil_mode) {
  const Value map = max_pool(x, kernel, stride, name, pad, ceil_mode);
  Graph& graph = *x.graph;
  const int positions = static_cast<int>(graph.values.size());
  const int producer = static_cast<int>(graph.nodes.size()) - 1;
  graph.values.push_back({.name = name + ".positions", .channels = x.channels(), .producer = producer});
  graph.nodes.back().outputs.push_back(positions);
  return {map, {&graph, positions}};
}

Value unpool_like(Value x, Value positions, Value like, const std::string& name) {
  // The window of the pooling that is undone: receptive fields need it.
  std::map<std::string, Attribute> window;
  const int producer = x.graph->values[static_cast<std::size_t>(positions.id)].producer;
  if (producer >= 0)
    for (const char* key : {"kernel_shape", "strides", "pads", "dilations"})
      if (const auto& known = x.graph->nodes[static_cast<std::size_t>(producer)].attributes;
          known.contains(key))
        window[key] = known.at(key);
  return node(x, "UnpoolLike", name, {x.id, positions.id, like.id}, std::move(window), x.channels());
}

Value average_pool(Value x, int kernel, int stride, const std::string& name, int pad, bool ceil_mode,
                   bool count_include_pad) {
  return unary(x, "AveragePool", name,
               {{"kernel_shape", pair(kernel)},
                {"strides", pair(stride)},
                {"pads", four(pad)},
                {"ceil_mode", std::int64_t{ceil_mode}},
                {"count_include_pad", std::int64_t{count_include_pad}}});
}

Value global_average_pool(Value x, const std::string& name) { return unary(x, "GlobalAveragePool", name); }

Value add(Value a, Value b, const std::string& name) {
  if (a.channels() != b.channels())
    throw Error(ErrorCode::graph_invalid, "node \"" + name + "\" (Add): " + std::to_string(a.channels()) +
                                              " and " + std::to_string(b.channels()) + " channels");
  return node(a, "Add", name, {a.id, b.id}, {}, a.channels());
}

Value maximum(Value a, Value b, const std::string& name) {
  if (a.channels() != b.channels())
    throw Error(ErrorCode::graph_invalid, "node \"" + name + "\" (Max): " + std::to_string(a.channels()) +
                                              " and " + std::to_string(b.channels()) + " channels");
  return node(a, "Max", name, {a.id, b.id}, {}, a.channels());
}

Value multiply(Value x, Value factor, const std::string& name) {
  if (x.channels() != factor.channels())
    throw Error(ErrorCode::graph_invalid, "node \"" + name + "\" (Mul): " + std::to_string(x.channels()) +
                                              " and " + std::to_string(factor.channels()) + " channels");
  return node(x, "Mul", name, {x.id, factor.id}, {}, x.channels());
}

Value scale(Value x, float factor, const std::string& name) {
  const int constant = x.graph->add_constant(name + ".factor", Tensor::from({1}, {factor}));
  return node(x, "Mul", name, {x.id, constant}, {}, x.channels());
}

Value concat(const std::vector<Value>& parts, const std::string& name) {
  std::vector<int> inputs;
  int channels = 0;
  for (const Value& part : parts) {
    inputs.push_back(part.id);
    channels += part.channels();
  }
  return node(parts.at(0), "Concat", name, std::move(inputs), {{"axis", std::int64_t{1}}}, channels);
}

Value softmax(Value x, const std::string& name) {
  return unary(x, "Softmax", name, {{"axis", std::int64_t{1}}});
}

Value resize(Value x, float factor, const std::string& name, ResizeMode mode, bool align_corners) {
  return unary(x, "Resize", name,
               {{"scales", std::vector<float>{factor, factor}},
                {"mode", std::string(mode_text(mode))},
                {"align_corners", std::int64_t{align_corners}}});
}

Value resize_like(Value x, Value like, const std::string& name, ResizeMode mode, bool align_corners) {
  return node(x, "ResizeLike", name, {x.id, like.id},
              {{"mode", std::string(mode_text(mode))}, {"align_corners", std::int64_t{align_corners}}},
              x.channels());
}

Value crop_like(Value x, Value like, int offset, const std::string& name) {
  return node(x, "CropLike", name, {x.id, like.id}, {{"offset", std::int64_t{offset}}}, x.channels());
}

Value pad_like(Value x, Value like, const std::string& name) {
  return node(x, "PadLike", name, {x.id, like.id}, {}, x.channels());
}

Value depth_to_space(Value x, int r, const std::string& name) {
  return node(x, "DepthToSpace", name, {x.id}, {{"blocksize", std::int64_t{r}}, {"mode", std::string("CRD")}},
              x.channels() / (r * r));
}

}  // namespace perpixel
