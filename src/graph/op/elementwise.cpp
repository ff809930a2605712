// Operations whose output position reads the same input position.
#include <algorithm>

#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

std::vector<Shape> infer_same(const Node& node, const InputShapes& inputs) {
  return {required(node, inputs, 0)};
}

/// NumPy broadcasting.
std::vector<Shape> infer_broadcast(const Node& node, const InputShapes& inputs) {
  const Shape& a = required(node, inputs, 0);
  const Shape& b = required(node, inputs, 1);
  Shape out(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t left = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::int64_t right = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (left != right && left != 1 && right != 1)
      mismatch(node, shape_text(a) + " and " + shape_text(b) + " do not fit together");
    out[out.size() - 1 - i] = left == 1 ? right : left;
  }
  return {out};
}

std::vector<Shape> infer_batch_normalization(const Node& node, const InputShapes& inputs) {
  const Shape& x = required(node, inputs, 0);
  if (x.size() < 2) mismatch(node, "input " + shape_text(x) + " has no channel axis");
  for (std::size_t i = 1; i < 5; ++i)
    if (required(node, inputs, i) != Shape{x[1]})
      mismatch(node, "input " + std::to_string(i) + " " + shape_text(*inputs[i]) + " must be [" +
                         std::to_string(x[1]) + "]");
  return {x};
}

std::vector<Shape> infer_group_normalization(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const std::int64_t groups = int_attribute(node, "num_groups", 1);
  if (groups < 1 || x[1] % groups != 0)
    mismatch(node, std::to_string(x[1]) + " channels in " + std::to_string(groups) + " groups");
  for (const std::size_t i : {1, 2})
    if (required(node, inputs, i) != Shape{x[1]})
      mismatch(node, "input " + std::to_string(i) + " " + shape_text(*inputs[i]) + " must be [" +
                         std::to_string(x[1]) + "]");
  return {x};
}

std::int64_t lrn_multiply_adds(const Node& node, const InputShapes&, const Shape& output) {
  return element_count(output) * (int_attribute(node, "size", 1) + 2);
}

}  // namespace

const OpRule relu{"Relu", infer_same, pointwise, no_multiply_adds, 1};
const OpRule sigmoid{"Sigmoid", infer_same, pointwise, one_per_element, 1};
const OpRule hard_sigmoid{"HardSigmoid", infer_same, pointwise, one_per_element, 1};
const OpRule hard_swish{"HardSwish", infer_same, pointwise, one_per_element, 1};
const OpRule dropout{"Dropout", infer_same, pointwise, no_multiply_adds, 1};
const OpRule identity{"Identity", infer_same, pointwise, no_multiply_adds, 1};
const OpRule add{"Add", infer_broadcast, pointwise, no_multiply_adds, 2};
const OpRule mul{"Mul", infer_broadcast, pointwise, one_per_element, 2};
const OpRule lrn{"LRN", infer_same, pointwise, lrn_multiply_adds, 1};
const OpRule batch_normalization{"BatchNormalization", infer_batch_normalization, pointwise, one_per_element,
                                 1};
const OpRule group_normalization{"GroupNormalization", infer_group_normalization, everything, one_per_element,
                                 1};
const OpRule maximum{"Max", infer_broadcast, pointwise, no_multiply_adds, 2};
const OpRule softmax{"Softmax", infer_same, pointwise, one_per_element, 1};

}  // namespace perpixel::rules
