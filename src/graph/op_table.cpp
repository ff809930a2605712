#include "graph/op_table.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "array/broadcast.h"
#include "array/number.h"
#include "error/error.h"
#include "graph/op/rules.h"

namespace perpixel {

namespace {

const std::array kRows{
    &rules::conv,
    &rules::conv_transpose,
    &rules::max_pool,
    &rules::average_pool,
    &rules::global_average_pool,
    &rules::global_max_pool,
    &rules::unpool_like,
    &rules::dropout,
    &rules::lrn,
    &rules::batch_normalization,
    &rules::group_normalization,
    &rules::instance_normalization,
    &rules::layer_normalization,
    &rules::softmax,
    &rules::log_softmax,
    &rules::resize,
    &rules::resize_like,
    &rules::crop_like,
    &rules::pad_like,
};

/// Families whose rows differ in little but the name.
std::array<std::span<const OpRule>, 8> families() {
  return {rules::unary_rows,   rules::broadcasting_rows, rules::reduction_rows, rules::layout_rows,
          rules::slicing_rows, rules::gathering_rows,    rules::size_rows,      rules::product_rows};
}

}  // namespace

const OpRule* find_op(const std::string& op) {
  for (const OpRule* row : kRows)
    if (op == row->name) return row;
  for (const std::span<const OpRule> family : families())
    for (const OpRule& row : family)
      if (op == row.name) return &row;
  return nullptr;
}

const OpRule& op_rule(const Node& node) {
  if (const OpRule* row = find_op(node.op)) return *row;
  throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\": unknown operation " + node.op,
              op_hint(node.op));
}

std::vector<std::string> op_names() {
  std::vector<std::string> names;
  for (const OpRule* row : kRows) names.emplace_back(row->name);
  for (const std::span<const OpRule> family : families())
    for (const OpRule& row : family) names.emplace_back(row.name);
  return names;
}

std::string op_hint(const std::string& op) { return did_you_mean(op, op_names()); }

void compute_node(const OpRule& rule, const Computation& run) {
  try {
    rule.compute(run);
  } catch (const Error& error) {
    throw Error(error.code(), "node \"" + run.node.name + "\" (" + run.node.op + "): " + error.what(),
                error.hint());
  }
}

namespace rules {

const Shape& required(const Node& node, const NodeInputs& inputs, std::size_t index) {
  if (!inputs.has(index)) invalid(node, "input " + std::to_string(index) + " is missing");
  return *inputs[index];
}

const Shape& feature_map(const Node& node, const NodeInputs& inputs, std::size_t index) {
  const Shape& shape = required(node, inputs, index);
  if (shape.size() != 4) mismatch(node, "input " + shape_text(shape) + " must be [N, C, H, W]");
  return shape;
}

void mismatch(const Node& node, const std::string& what) {
  throw Error(ErrorCode::shape_mismatch, "node \"" + node.name + "\" (" + node.op + "): " + what);
}

void invalid(const Node& node, const std::string& what) {
  throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): " + what);
}

std::size_t normal_axis(const Node& node, std::int64_t axis, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count)
    mismatch(node, "axis " + std::to_string(axis) + " of an input with " + std::to_string(rank) + " axes");
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

std::vector<std::int64_t> known_integers(const Node& node, const NodeInputs& inputs, std::size_t index) {
  required(node, inputs, index);
  const Tensor* value = inputs.value(index);
  if (!value)
    throw Error(ErrorCode::unsupported,
                "node \"" + node.name + "\" (" + node.op + "): input " + std::to_string(index) +
                    " must follow from sizes and constants",
                "sizes that depend on what is in a picture cannot be planned; export the model without them");
  try {
    return array::integers(*value);
  } catch (const Error& error) {
    mismatch(node, "input " + std::to_string(index) + ": " + error.what());
  }
}

std::optional<std::vector<std::int64_t>> axes_of(const Node& node, const NodeInputs& inputs,
                                                 std::size_t index) {
  if (inputs.has(index)) return known_integers(node, inputs, index);
  if (!node.attributes.contains("axes")) return {};
  return ints_attribute(node, "axes", {});
}

std::optional<std::vector<std::int64_t>> axes_of(const Computation& run, std::size_t index) {
  if (run.has(index)) return array::integers(run.in(index));
  if (!run.node.attributes.contains("axes")) return {};
  return ints_attribute(run.node, "axes", {});
}

std::vector<Shape> infer_same(const Node& node, const NodeInputs& inputs) {
  return {required(node, inputs, 0)};
}

std::vector<Shape> infer_broadcast(const Node& node, const NodeInputs& inputs) {
  Shape shape = required(node, inputs, 0);
  for (std::size_t i = 1; i < inputs.size(); ++i) try {
      shape = array::broadcast_shape(shape, required(node, inputs, i));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::shape_mismatch) throw;
      mismatch(node, error.what());
    }
  return {shape};
}

Footprint pointwise(const Node&, const NodeInputs&, const Shape&, int) { return {}; }
Footprint everything(const Node&, const NodeInputs&, const Shape&, int) { return {.bounded = false}; }

Footprint where_kept(const Node&, const NodeInputs& inputs, const Shape& output, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const bool kept =
      inputs.has(0) && inputs[0]->size() == 4 && output.size() == 4 && (*inputs[0])[a] == output[a];
  return {.bounded = kept};
}

std::int64_t no_multiply_adds(const Node&, const NodeInputs&, const Shape&) { return 0; }
std::int64_t one_per_element(const Node&, const NodeInputs&, const Shape& output) {
  return element_count(output);
}

DType type_of_first(const Node& node, const InputTypes& inputs, std::size_t) {
  if (inputs.empty()) invalid(node, "has no input");
  return inputs[0];
}

DType one_type(const Node& node, const InputTypes& inputs, std::size_t output) {
  const DType first = type_of_first(node, inputs, output);
  for (std::size_t i = 1; i < inputs.size(); ++i)
    if (node.inputs[i] >= 0 && inputs[i] != first)
      invalid(node, std::string("its inputs are ") + dtype_name(first) + " and " + dtype_name(inputs[i]));
  return first;
}

DType always_i64(const Node&, const InputTypes&, std::size_t) { return DType::i64; }

void compute_same_bytes(const Computation& run) {
  Tensor& y = run.outputs[0];
  if (y.data() != run.in(0).data()) std::memcpy(y.data(), run.in(0).data(), y.bytes());
}

}  // namespace rules

}  // namespace perpixel
