#include "autograd/execute.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "array/number.h"
#include "autograd/cases.h"
#include "error/error.h"
#include "graph/op/sampled_dropout.h"
#include "graph/op/window.h"

namespace perpixel {

namespace {

Shape shape_of(const at::Tensor& tensor) { return {tensor.sizes().begin(), tensor.sizes().end()}; }

Window window_for(const Call& call, const at::Tensor& weight) {
  const Shape shape = shape_of(weight);
  return window_of(call.node, &shape);
}

/// Rows [N, C, W] as a map [N, C, 1, W], and weights like them.
at::Tensor as_map(const at::Tensor& x) { return x.dim() == 3 ? x.unsqueeze(2) : x; }
at::Tensor like(const at::Tensor& given, const at::Tensor& map) {
  return given.dim() == 3 ? map.squeeze(2) : map;
}

bool symmetric(const Window& window) { return window.pad_begin == window.pad_end; }

at::Tensor padded(const at::Tensor& x, const Window& window, double value) {
  return at::constant_pad_nd(
      x, {window.pad_begin[1], window.pad_end[1], window.pad_begin[0], window.pad_end[0]}, value);
}

Outputs conv(const Call& call) {
  const at::Tensor given = call.input(0);
  Window window = fitted(window_for(call, call.input(1)), shape_of(given));
  at::Tensor x = as_map(given);
  if (!symmetric(window)) {
    x = padded(x, window, 0);
    window.pad_begin = {0, 0};
  }
  return {like(given, at::conv2d(x, as_map(call.input(1)), call.input(2), window.stride, window.pad_begin,
                                 window.dilation, window.group))};
}

/// Uneven pads, or pads below zero (ONNX's output_shape), cut the whole result; what lies beyond it is the
/// bias alone.
at::Tensor transposed(const Call& call, const Window& window, const at::Tensor& x) {
  const at::Tensor weight = as_map(call.input(1)), bias = call.input(2);
  if (symmetric(window) && window.pad_begin[0] >= 0 && window.pad_begin[1] >= 0)
    return at::conv_transpose2d(x, weight, bias, window.stride, window.pad_begin, window.output_padding,
                                window.group, window.dilation);
  const std::array<std::int64_t, 2> none{0, 0};
  const at::Tensor whole =
      at::conv_transpose2d(x, weight, at::Tensor(), window.stride, none, none, window.group, window.dilation);
  const at::Tensor cut =
      at::constant_pad_nd(whole,
                          {-window.pad_begin[1], window.output_padding[1] - window.pad_end[1],
                           -window.pad_begin[0], window.output_padding[0] - window.pad_end[0]},
                          0);
  return bias.defined() ? cut + bias.to(cut.scalar_type()).reshape({1, -1, 1, 1}) : cut;
}

Outputs conv_transpose(const Call& call) {
  const at::Tensor given = call.input(0), weight = call.input(1);
  const Window window = fitted_transposed(window_for(call, weight), call.node, shape_of(given));
  if (window.group == 1) return {like(given, transposed(call, window, as_map(given)))};
  // A channel at a time (bilinear upsampling): LibTorch's bf16 form of it on the CPU takes 10 to 40 times as
  // long as its f32 form, and scores lose nothing of their precision.
  const c10::impl::ExcludeDispatchKeyGuard in_f32(c10::autocast_dispatch_keyset);
  return {like(given, transposed(call, window, as_map(given.to(weight.scalar_type()))))};
}

/// What LibTorch's own padding cannot do: uneven, as wide as half the window (of a dilated one too), or a
/// ceil-mode window larger than its whole input. Then the map is padded with -inf first.
at::Tensor prepared_for_max_pool(at::Tensor x, Window& window) {
  const auto wide = [&](std::size_t a) { return window.pad_begin[a] > window.kernel[a] / 2; };
  if (!symmetric(window) || wide(0) || wide(1)) {
    x = padded(x, window, -INFINITY);
    window.pad_begin = window.pad_end = {0, 0};
  }
  const bool whole = window.pad_begin[0] == 0 && window.pad_begin[1] == 0 && window.ceil_mode;
  const std::int64_t rows = window.reach(0) - x.size(2), columns = window.reach(1) - x.size(3);
  if (whole && (rows > 0 || columns > 0))
    x = at::constant_pad_nd(x, {0, std::max<std::int64_t>(columns, 0), 0, std::max<std::int64_t>(rows, 0)},
                            -INFINITY);
  return x;
}

/// y * W + x on the map that was pooled -> on the one before padding.
at::Tensor unpadded_positions(const at::Tensor& positions, const Window& asked, std::int64_t padded_width,
                              std::int64_t width) {
  const at::Tensor rows = at::div(positions, padded_width, "floor") - asked.pad_begin[0];
  const at::Tensor columns = at::remainder(positions, padded_width) - asked.pad_begin[1];
  return rows * width + columns;
}

/// Positions within each plane [N, C, H, W] -> in the whole flattened array, as ONNX has them.
at::Tensor in_whole_array(const at::Tensor& positions, std::int64_t plane) {
  const at::Tensor planes = at::arange(positions.size(0) * positions.size(1), positions.options());
  return positions + (planes * plane).reshape({positions.size(0), positions.size(1), 1, 1});
}

Outputs max_pool(const Call& call) {
  const Window asked = fitted(window_of(call.node), shape_of(call.input(0)));
  Window window = asked;
  const at::Tensor given = as_map(call.input(0));
  const at::Tensor x = prepared_for_max_pool(given, window);
  if (call.node.outputs.size() == 1)
    return {like(call.input(0), at::max_pool2d(x, window.kernel, window.stride, window.pad_begin,
                                               window.dilation, window.ceil_mode))};
  if (call.input(0).dim() != 4 || int_attribute(call.node, "storage_order", 0) != 0)
    throw Error(
        ErrorCode::unsupported,
        "node \"" + call.node.name + "\" (MaxPool): the LibTorch engine has no positions of this kind");
  auto [pooled, positions] = at::max_pool2d_with_indices(x, window.kernel, window.stride, window.pad_begin,
                                                         window.dilation, window.ceil_mode);
  if (x.size(3) != given.size(3) || x.size(2) != given.size(2)) {
    Window before = asked;
    if (window.pad_begin == asked.pad_begin) before.pad_begin = {0, 0};  // only filled at the end
    positions = unpadded_positions(positions, before, x.size(3), given.size(3));
  }
  return {pooled, in_whole_array(positions, given.size(2) * given.size(3))};
}

/// By scatter: LibTorch's own unpooling refuses to be deterministic.
Outputs unpool_like(const Call& call) {
  const at::Tensor x = call.input(0), like = call.input(2);
  const std::int64_t rows = like.size(2), columns = like.size(3);
  const at::Tensor flat = at::zeros({x.size(0) * x.size(1) * rows * columns}, x.options());
  const at::Tensor placed =
      at::scatter(flat, 0, call.input(1).contiguous().flatten(), x.contiguous().flatten());
  return {placed.reshape({x.size(0), x.size(1), rows, columns})};
}

Outputs group_normalization(const Call& call) {
  return {at::group_norm(call.input(0), int_attribute(call.node, "num_groups", 1), call.input(1),
                         call.input(2), float_attribute(call.node, "epsilon", 1e-5f), false)};
}

/// LibTorch has no uneven pads: means over the padded map, each divided by the share of cells that count.
at::Tensor unevenly_averaged(const at::Tensor& x, const Window& window) {
  const std::array<std::int64_t, 2> none{0, 0};
  const auto mean = [&](const at::Tensor& map) {
    return at::avg_pool2d(padded(map, window, 0), window.kernel, window.stride, none, false, true);
  };
  if (window.count_include_pad) return mean(x);
  return mean(x) / mean(at::ones({1, 1, x.size(2), x.size(3)}, x.options()));
}

Outputs average_pool(const Call& call) {
  const Window window = fitted(window_of(call.node), shape_of(call.input(0)));
  if (window.dilation != std::array<std::int64_t, 2>{1, 1} || (!symmetric(window) && window.ceil_mode))
    throw Error(ErrorCode::unsupported,
                "node \"" + call.node.name +
                    "\" (AveragePool): the LibTorch engine has no dilation, and no uneven pads in ceil mode");
  if (!symmetric(window)) return {like(call.input(0), unevenly_averaged(as_map(call.input(0)), window))};
  return {like(call.input(0), at::avg_pool2d(as_map(call.input(0)), window.kernel, window.stride,
                                             window.pad_begin, window.ceil_mode, window.count_include_pad))};
}

Outputs global_average_pool(const Call& call) {
  if (call.input(0).dim() == 3) return {call.input(0).mean({2}, true)};
  return {call.input(0).mean({2, 3}, true)};
}
Outputs relu(const Call& call) { return {at::relu(call.input(0))}; }
Outputs sigmoid(const Call& call) { return {at::sigmoid(call.input(0))}; }
Outputs identity(const Call& call) { return {call.input(0)}; }
Outputs add(const Call& call) { return {call.input(0) + call.input(1)}; }
Outputs mul(const Call& call) { return {call.input(0) * call.input(1)}; }

/// [N, C, H, W] factors of the numbered draw, in this order of elements whatever the memory format of x.
at::Tensor sampled_factors(const Call& call, float ratio) {
  const SampledDropout draw(call.input(1).item<float>(), call.node.name, ratio);
  const at::Tensor x = call.input(0);
  at::Tensor factors = at::empty(x.sizes(), at::kFloat);
  float* to = factors.data_ptr<float>();
  for (std::int64_t i = 0; i < factors.numel(); ++i) to[i] = draw.factor(i);
  return factors.to(x.options());
}

Outputs dropout(const Call& call) {
  const float ratio = float_attribute(call.node, "ratio", 0.5f);
  const bool numbered = call.node.inputs.size() > 1 && call.node.attributes.contains("ratio");
  if (!call.training && numbered) return {call.input(0) * sampled_factors(call, ratio)};
  return {at::dropout(call.input(0), ratio, call.training)};
}

Outputs lrn(const Call& call) {
  const at::Tensor x = call.input(0);
  const std::int64_t size = int_attribute(call.node, "size", 1);
  const double alpha = float_attribute(call.node, "alpha", 1e-4f);
  const double beta = float_attribute(call.node, "beta", 0.75f);
  const double bias = float_attribute(call.node, "bias", 1.f);
  // Windows of `size` channels, the earlier half shorter for even sizes, zero beyond the ends (ONNX).
  const at::Tensor squares =
      at::constant_pad_nd((x * x).unsqueeze(1), {0, 0, 0, 0, (size - 1) / 2, size / 2});
  const at::Tensor mean = at::avg_pool3d(squares, {size, 1, 1}, {1, 1, 1}).squeeze(1);
  return {x / (mean * alpha + bias).pow(beta)};
}

Outputs batch_normalization(const Call& call) {
  const double momentum = 1 - static_cast<double>(float_attribute(call.node, "momentum", 0.9f));
  const double epsilon = float_attribute(call.node, "epsilon", 1e-5f);
  // A frozen normalisation keeps its statistics, as the rest of a frozen trunk.
  const bool learning = call.training && call.input(1).requires_grad();
  return {at::batch_norm(call.input(0), call.input(1), call.input(2), call.input(3), call.input(4), learning,
                         momentum, epsilon, false)};
}

Outputs softmax(const Call& call) {
  return {at::softmax(call.input(0), int_attribute(call.node, "axis", -1))};
}

Outputs concat(const Call& call) {
  std::vector<at::Tensor> parts;
  for (std::size_t i = 0; i < call.node.inputs.size(); ++i) parts.push_back(call.input(i));
  return {at::cat(parts, int_attribute(call.node, "axis", 1))};
}

// `contiguous` first: the order of a flattened map is C, H, W whatever the memory format.
Outputs flatten(const Call& call) {
  const at::Tensor x = call.input(0).contiguous();
  const std::int64_t stated = int_attribute(call.node, "axis", 1),
                     axis = stated < 0 ? stated + x.dim() : stated;
  std::int64_t rows = 1;
  for (std::int64_t i = 0; i < axis; ++i) rows *= x.size(i);
  return {x.reshape({rows, rows == 0 ? 0 : x.numel() / rows})};
}

/// alpha A B + beta C; LibTorch's own form where it is a dense layer.
Outputs gemm(const Call& call) {
  const float alpha = float_attribute(call.node, "alpha", 1), beta = float_attribute(call.node, "beta", 1);
  const bool a_turned = int_attribute(call.node, "transA", 0) != 0,
             b_turned = int_attribute(call.node, "transB", 0) != 0;
  const at::Tensor a = call.input(0), b = call.input(1), c = call.input(2);
  if (!a_turned && b_turned && alpha == 1 && beta == 1 && (!c.defined() || c.dim() == 1))
    return {at::linear(a, b, c)};
  const at::Tensor product =
      at::matmul(a_turned ? a.t() : a, b_turned ? b.t() : b) * static_cast<double>(alpha);
  return {c.defined() ? product + c * static_cast<double>(beta) : product};
}

at::Tensor interpolated(const Node& node, const at::Tensor& x, std::int64_t height, std::int64_t width) {
  if (text_attribute(node, "mode", "linear") == "nearest") return at::upsample_nearest2d(x, {height, width});
  return at::upsample_bilinear2d(x, {height, width}, int_attribute(node, "align_corners", 0) != 0);
}

Outputs resize_like(const Call& call) {
  const at::Tensor like = call.input(1);
  return {interpolated(call.node, call.input(0), like.size(2), like.size(3))};
}

Outputs crop_like(const Call& call) {
  const at::Tensor like = call.input(1);
  const std::int64_t offset = int_attribute(call.node, "offset", 0);
  return {call.input(0).narrow(2, offset, like.size(2)).narrow(3, offset, like.size(3))};
}

Outputs pad_like(const Call& call) {
  const at::Tensor x = call.input(0), like = call.input(1);
  const std::int64_t rows = like.size(2) - x.size(2), columns = like.size(3) - x.size(3);
  const std::int64_t top = rows / 2, left = columns / 2;
  return {at::constant_pad_nd(x, {left, columns - left, top, rows - top})};
}

/// Of our own models (attribute "scales"); ONNX's inputs go the general way.
Outputs own_resize(const Call& call) {
  const at::Tensor x = call.input(0);
  const auto& scales = std::get<std::vector<float>>(call.node.attributes.at("scales"));
  const auto scaled = [](std::int64_t size, float scale) {
    return static_cast<std::int64_t>(static_cast<double>(size) * static_cast<double>(scale));
  };
  return {interpolated(call.node, x, scaled(x.size(2), scales.at(0)), scaled(x.size(3), scales.at(1)))};
}

using Function = Outputs (*)(const Call&);

const std::map<std::string_view, Function> kOwnCases{
    {"Conv", conv},
    {"ConvTranspose", conv_transpose},
    {"MaxPool", max_pool},
    {"AveragePool", average_pool},
    {"GlobalAveragePool", global_average_pool},
    {"Relu", relu},
    {"Sigmoid", sigmoid},
    {"Identity", identity},
    {"Dropout", dropout},
    {"LRN", lrn},
    {"BatchNormalization", batch_normalization},
    {"Softmax", softmax},
    {"GroupNormalization", group_normalization},
    {"UnpoolLike", unpool_like},
    {"Add", add},
    {"Mul", mul},
    {"Concat", concat},
    {"Flatten", flatten},
    {"Gemm", gemm},
    {"ResizeLike", resize_like},
    {"CropLike", crop_like},
    {"PadLike", pad_like},
};

const std::map<std::string_view, Function>& all_cases() {
  static const std::map<std::string_view, Function> cases = [] {
    std::map<std::string_view, Function> all = kOwnCases;
    for (const std::span<const Case> family : {elementwise_cases(), layout_cases(), reduction_cases()})
      all.insert(family.begin(), family.end());
    return all;
  }();
  return cases;
}

Function find_case(const Node& node) {
  if (node.op == "Resize" && node.attributes.contains("scales")) return own_resize;
  const auto found = all_cases().find(node.op);
  return found == all_cases().end() ? nullptr : found->second;
}

Error out_of_memory(const Node& node, const c10::Error& failure) {
  return {ErrorCode::out_of_memory,
          "node \"" + node.name + "\" (" + node.op + "): " + failure.what_without_backtrace(),
          "lower train.batch, train.crop or model.width; for one large picture use --window"};
}

}  // namespace

const Shape& Call::shape(std::size_t output) const {
  return facts->shapes[static_cast<std::size_t>(node.outputs.at(output))];
}

std::vector<std::int64_t> Call::integers(std::size_t input) const {
  const Tensor& known = facts->known[static_cast<std::size_t>(node.inputs.at(input))];
  if (!known.defined())
    throw Error(ErrorCode::unsupported, "node \"" + node.name + "\" (" + node.op + "): input " +
                                            std::to_string(input) + " must follow from sizes and constants");
  return array::integers(known);
}

std::int64_t Call::axis(std::int64_t fallback) const {
  const std::int64_t stated = int_attribute(node, "axis", fallback);
  return stated < 0 ? stated + this->input(0).dim() : stated;
}

bool needs_facts(const Node& node) {
  if (node.op == "Resize" && node.attributes.contains("scales")) return false;
  return !kOwnCases.contains(node.op);
}

void execute_node(const Node& node, std::vector<at::Tensor>& values, bool training, const ValueFacts* facts) {
  const Function function = find_case(node);
  if (!function)
    throw Error(ErrorCode::unsupported, "node \"" + node.name + "\": the LibTorch engine has no " + node.op);
  try {
    Outputs outputs = function({node, values, training, facts});
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
      values[static_cast<std::size_t>(node.outputs[i])] = std::move(outputs.at(i));
  } catch (const c10::OutOfMemoryError& failure) {
    throw out_of_memory(node, failure);
  } catch (const c10::Error& failure) {
    // The CPU's allocator throws the general kind.
    if (std::string(failure.what_without_backtrace()).find("allocate") != std::string::npos)
      throw out_of_memory(node, failure);
    throw Error(ErrorCode::shape_mismatch,
                "node \"" + node.name + "\" (" + node.op + "): " + failure.what_without_backtrace());
  }
}

}  // namespace perpixel
