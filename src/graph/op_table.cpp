#include "graph/op_table.h"

#include <array>

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
    &rules::unpool_like,
    &rules::relu,
    &rules::sigmoid,
    &rules::hard_sigmoid,
    &rules::hard_swish,
    &rules::dropout,
    &rules::identity,
    &rules::add,
    &rules::mul,
    &rules::lrn,
    &rules::batch_normalization,
    &rules::group_normalization,
    &rules::maximum,
    &rules::softmax,
    &rules::concat,
    &rules::flatten,
    &rules::gemm,
    &rules::resize,
    &rules::resize_like,
    &rules::crop_like,
    &rules::pad_like,
    &rules::depth_to_space,
};

}  // namespace

const OpRule* find_op(const std::string& op) {
  for (const OpRule* row : kRows)
    if (op == row->name) return row;
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
  return names;
}

std::string op_hint(const std::string& op) { return did_you_mean(op, op_names()); }

namespace rules {

const Shape& required(const Node& node, const InputShapes& inputs, std::size_t index) {
  if (index >= inputs.size() || !inputs[index])
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (" + node.op + "): input " +
                                              std::to_string(index) + " is missing");
  return *inputs[index];
}

const Shape& feature_map(const Node& node, const InputShapes& inputs, std::size_t index) {
  const Shape& shape = required(node, inputs, index);
  if (shape.size() != 4) mismatch(node, "input " + shape_text(shape) + " must be [N, C, H, W]");
  return shape;
}

void mismatch(const Node& node, const std::string& what) {
  throw Error(ErrorCode::shape_mismatch, "node \"" + node.name + "\" (" + node.op + "): " + what);
}

Footprint pointwise(const Node&, const InputShapes&, const Shape&, int) { return {}; }
Footprint everything(const Node&, const InputShapes&, const Shape&, int) { return {.bounded = false}; }
std::int64_t no_multiply_adds(const Node&, const InputShapes&, const Shape&) { return 0; }
std::int64_t one_per_element(const Node&, const InputShapes&, const Shape& output) {
  return element_count(output);
}

}  // namespace rules

}  // namespace perpixel
