// Conv and ConvTranspose (Dumoulin & Visin, arXiv 1603.07285).
#include "graph/op/rules.h"
#include "graph/op/window.h"

namespace perpixel::rules {

namespace {

void check_bias(const Node& node, const NodeInputs& inputs, std::int64_t channels) {
  if (inputs.size() < 3 || !inputs[2]) return;
  if (*inputs[2] != Shape{channels})
    mismatch(node, "bias " + shape_text(*inputs[2]) + " must be [" + std::to_string(channels) + "]");
}

/// The map [N, C, H, W] or the rows [N, C, W].
const Shape& map_of(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  return x.size() == 3 ? x : feature_map(node, inputs, 0);
}

const Shape& kernel_of(const Node& node, const NodeInputs& inputs) {
  const Shape& weight = required(node, inputs, 1);
  if (weight.size() > 4) window_of(node, &weight);  // says what is supported
  if (weight.size() < 3) mismatch(node, "weight " + shape_text(weight) + " must have four axes");
  if (weight.size() != map_of(node, inputs).size())
    mismatch(node, "weight " + shape_text(weight) + " for an input " + shape_text(*inputs[0]));
  return weight;
}

/// A result as of a map, or of rows when the input is of rows.
Shape like_input(const Shape& x, std::int64_t channels, std::int64_t height, std::int64_t width) {
  return x.size() == 3 ? Shape{x[0], channels, width} : Shape{x[0], channels, height, width};
}

std::int64_t taps_of(const Shape& weight) { return element_count(weight) / (weight[0] == 0 ? 1 : weight[0]); }

std::vector<Shape> infer_conv(const Node& node, const NodeInputs& inputs) {
  const Shape& weight = kernel_of(node, inputs);  // [O, I/group, kH, kW]
  const Shape& x = *inputs[0];
  const Window window = fitted(window_of(node, &weight), x);
  if (window.group < 1 || weight[1] * window.group != x[1] || weight[0] % window.group != 0)
    mismatch(node, "weight " + shape_text(weight) + " with " + std::to_string(window.group) +
                       " groups does not fit input " + shape_text(x));
  check_bias(node, inputs, weight[0]);
  const auto [height, width] = plane_of(x);
  const std::int64_t rows = window_output_size(window, 0, height),
                     columns = window_output_size(window, 1, width);
  if (rows < 1 || columns < 1)
    mismatch(node, "input " + shape_text(x) + " is smaller than the kernel " + shape_text(weight));
  return {like_input(x, weight[0], rows, columns)};
}

Footprint conv_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int axis) {
  if (output.size() != 4) return {.bounded = false};
  const Window window = fitted(window_of(node, inputs.size() > 1 ? inputs[1] : nullptr), *inputs[0]);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto pad = static_cast<double>(window.pad_begin[a]);
  return {.step = static_cast<double>(window.stride[a]),
          .first = -pad,
          .last = static_cast<double>(window.reach(axis - 2) - 1) - pad};
}

std::int64_t conv_multiply_adds(const Node&, const NodeInputs& inputs, const Shape& output) {
  return element_count(output) * taps_of(*inputs[1]);
}

std::vector<Shape> infer_conv_transpose(const Node& node, const NodeInputs& inputs) {
  const Shape& weight = kernel_of(node, inputs);  // [I, O/group, kH, kW]
  const Shape& x = *inputs[0];
  const Window window = fitted_transposed(window_of(node, &weight), node, x);
  if (window.group < 1 || weight[0] != x[1] || x[1] % window.group != 0)
    mismatch(node, "weight " + shape_text(weight) + " with " + std::to_string(window.group) +
                       " groups does not fit input " + shape_text(x));
  check_bias(node, inputs, weight[1] * window.group);
  const auto [height, width] = plane_of(x);
  const std::int64_t rows = transposed_output_size(window, 0, height),
                     columns = transposed_output_size(window, 1, width);
  if (rows < 1 || columns < 1) mismatch(node, "the padding leaves nothing of input " + shape_text(x));
  return {like_input(x, weight[1] * window.group, rows, columns)};
}

// Output i receives input j with tap t = i + pad - j * stride in [0, reach): j in [(i + pad - reach + 1) /
// stride, (i + pad) / stride].
Footprint conv_transpose_footprint(const Node& node, const NodeInputs& inputs, const Shape& output,
                                   int axis) {
  if (output.size() != 4) return {.bounded = false};
  const Window window =
      fitted_transposed(window_of(node, inputs.size() > 1 ? inputs[1] : nullptr), node, *inputs[0]);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto stride = static_cast<double>(window.stride[a]);
  const auto pad = static_cast<double>(window.pad_begin[a]);
  return {.step = 1 / stride,
          .first = (pad - static_cast<double>(window.reach(axis - 2) - 1)) / stride,
          .last = pad / stride};
}

std::int64_t conv_transpose_multiply_adds(const Node&, const NodeInputs& inputs, const Shape&) {
  return element_count(*inputs[0]) * taps_of(*inputs[1]);
}

}  // namespace

const OpRule conv{"Conv", infer_conv, conv_footprint, conv_multiply_adds, 1};
const OpRule conv_transpose{"ConvTranspose", infer_conv_transpose, conv_transpose_footprint,
                            conv_transpose_multiply_adds, 1};

}  // namespace perpixel::rules
