// Normalisations, softmax and dropout: what training treats apart, too.
#include <algorithm>

#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

/// Inputs `first` and on are one number a channel.
void check_channel_inputs(const Node& node, const NodeInputs& inputs, std::int64_t channels,
                          std::initializer_list<std::size_t> which) {
  for (const std::size_t i : which)
    if (required(node, inputs, i) != Shape{channels})
      mismatch(node, "input " + std::to_string(i) + " " + shape_text(*inputs[i]) + " must be [" +
                         std::to_string(channels) + "]");
}

const Shape& with_channels(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  if (x.size() < 2) mismatch(node, "input " + shape_text(x) + " has no channel axis");
  return x;
}

std::vector<Shape> infer_batch_normalization(const Node& node, const NodeInputs& inputs) {
  const Shape& x = with_channels(node, inputs);
  check_channel_inputs(node, inputs, x[1], {1, 2, 3, 4});
  return {x};
}

std::vector<Shape> infer_group_normalization(const Node& node, const NodeInputs& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const std::int64_t groups = int_attribute(node, "num_groups", 1);
  if (groups < 1 || x[1] % groups != 0)
    mismatch(node, std::to_string(x[1]) + " channels in " + std::to_string(groups) + " groups");
  check_channel_inputs(node, inputs, x[1], {1, 2});
  return {x};
}

std::vector<Shape> infer_instance_normalization(const Node& node, const NodeInputs& inputs) {
  const Shape& x = with_channels(node, inputs);
  check_channel_inputs(node, inputs, x[1], {1, 2});
  return {x};
}

/// The second and third outputs (mean and 1 / deviation) keep the axes before `axis`.
std::vector<Shape> infer_layer_normalization(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const std::size_t axis = normal_axis(node, int_attribute(node, "axis", -1), x.size());
  const Shape normalised(x.begin() + static_cast<std::ptrdiff_t>(axis), x.end());
  for (std::size_t i = 1; i < 3; ++i)
    if (inputs.has(i) && element_count(*inputs[i]) != element_count(normalised))
      mismatch(node, "input " + std::to_string(i) + " " + shape_text(*inputs[i]) + " must be " +
                         shape_text(normalised));
  required(node, inputs, 1);
  Shape moments = x;
  std::fill(moments.begin() + static_cast<std::ptrdiff_t>(axis), moments.end(), 1);
  return {x, moments, moments};
}

std::vector<Shape> infer_softmax(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  normal_axis(node, int_attribute(node, "axis", -1), x.size());
  return {x};
}

Footprint softmax_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int axis) {
  const std::size_t along = normal_axis(node, int_attribute(node, "axis", -1), output.size());
  if (along == static_cast<std::size_t>(axis)) return {.bounded = false};
  return where_kept(node, inputs, output, axis);
}

/// The second output (opset 12 and later) is the mask of what was kept.
std::vector<Shape> infer_dropout(const Node& node, const NodeInputs& inputs) {
  return {required(node, inputs, 0)};
}

std::int64_t lrn_multiply_adds(const Node& node, const NodeInputs&, const Shape& output) {
  return element_count(output) * (int_attribute(node, "size", 1) + 2);
}

}  // namespace

const OpRule dropout{"Dropout", infer_dropout, pointwise, no_multiply_adds, 1, type_of_first};
const OpRule lrn{"LRN", infer_same, pointwise, lrn_multiply_adds, 1};
const OpRule batch_normalization{"BatchNormalization", infer_batch_normalization, pointwise, one_per_element,
                                 1};
const OpRule group_normalization{"GroupNormalization", infer_group_normalization, everything, one_per_element,
                                 1};
const OpRule instance_normalization{"InstanceNormalization", infer_instance_normalization, everything,
                                    one_per_element, 1};
const OpRule layer_normalization{"LayerNormalization", infer_layer_normalization, everything, one_per_element,
                                 1};
const OpRule softmax{"Softmax", infer_softmax, softmax_footprint, one_per_element, 1};
const OpRule log_softmax{"LogSoftmax", infer_softmax, softmax_footprint, one_per_element, 1};

}  // namespace perpixel::rules
