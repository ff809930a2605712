// Conv and ConvTranspose (Dumoulin & Visin, arXiv 1603.07285).
#include "graph/op/rules.h"
#include "graph/op/window.h"

namespace perpixel::rules {

namespace {

void check_bias(const Node& node, const InputShapes& inputs, std::int64_t channels) {
  if (inputs.size() < 3 || !inputs[2]) return;
  if (*inputs[2] != Shape{channels})
    mismatch(node, "bias " + shape_text(*inputs[2]) + " must be [" + std::to_string(channels) + "]");
}

const Shape& kernel_of(const Node& node, const InputShapes& inputs) {
  const Shape& weight = required(node, inputs, 1);
  if (weight.size() != 4) mismatch(node, "weight " + shape_text(weight) + " must have four axes");
  return weight;
}

std::vector<Shape> infer_conv(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& weight = kernel_of(node, inputs);  // [O, I/group, kH, kW]
  const Window window = window_of(node, &weight);
  if (window.group < 1 || weight[1] * window.group != x[1] || weight[0] % window.group != 0)
    mismatch(node, "weight " + shape_text(weight) + " with " + std::to_string(window.group) +
                       " groups does not fit input " + shape_text(x));
  check_bias(node, inputs, weight[0]);
  const Shape out{x[0], weight[0], window_output_size(window, 0, x[2]), window_output_size(window, 1, x[3])};
  if (out[2] < 1 || out[3] < 1)
    mismatch(node, "input " + shape_text(x) + " is smaller than the kernel " + shape_text(weight));
  return {out};
}

Footprint conv_footprint(const Node& node, const InputShapes& inputs, const Shape&, int axis) {
  const Window window = window_of(node, inputs.size() > 1 ? inputs[1] : nullptr);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto pad = static_cast<double>(window.pad_begin[a]);
  return {.step = static_cast<double>(window.stride[a]),
          .first = -pad,
          .last = static_cast<double>(window.reach(axis - 2) - 1) - pad};
}

std::int64_t conv_multiply_adds(const Node&, const InputShapes& inputs, const Shape& output) {
  const Shape& weight = *inputs[1];
  return element_count(output) * weight[1] * weight[2] * weight[3];
}

std::vector<Shape> infer_conv_transpose(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& weight = kernel_of(node, inputs);  // [I, O/group, kH, kW]
  const Window window = window_of(node, &weight);
  if (window.group < 1 || weight[0] != x[1] || x[1] % window.group != 0)
    mismatch(node, "weight " + shape_text(weight) + " with " + std::to_string(window.group) +
                       " groups does not fit input " + shape_text(x));
  check_bias(node, inputs, weight[1] * window.group);
  const Shape out{x[0], weight[1] * window.group, transposed_output_size(window, 0, x[2]),
                  transposed_output_size(window, 1, x[3])};
  if (out[2] < 1 || out[3] < 1) mismatch(node, "the padding leaves nothing of input " + shape_text(x));
  return {out};
}

// Output i receives input j with tap t = i + pad - j * stride in [0, reach): j in [(i + pad - reach + 1) /
// stride, (i + pad) / stride].
Footprint conv_transpose_footprint(const Node& node, const InputShapes& inputs, const Shape&, int axis) {
  const Window window = window_of(node, inputs.size() > 1 ? inputs[1] : nullptr);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto stride = static_cast<double>(window.stride[a]);
  const auto pad = static_cast<double>(window.pad_begin[a]);
  return {.step = 1 / stride,
          .first = (pad - static_cast<double>(window.reach(axis - 2) - 1)) / stride,
          .last = pad / stride};
}

std::int64_t conv_transpose_multiply_adds(const Node&, const InputShapes& inputs, const Shape&) {
  const Shape& weight = *inputs[1];
  return element_count(*inputs[0]) * weight[1] * weight[2] * weight[3];
}

}  // namespace

const OpRule conv{"Conv", infer_conv, conv_footprint, conv_multiply_adds, 1};
const OpRule conv_transpose{"ConvTranspose", infer_conv_transpose, conv_transpose_footprint,
                            conv_transpose_multiply_adds, 1};

}  // namespace perpixel::rules
