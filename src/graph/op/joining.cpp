// Concat, Flatten and Gemm: joining channels, and the dense layers of classifiers.
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

std::vector<Shape> infer_concat(const Node& node, const InputShapes& inputs) {
  Shape out = required(node, inputs, 0);
  const std::int64_t axis = int_attribute(node, "axis", 1);
  if (axis < 0 || axis >= static_cast<std::int64_t>(out.size()))
    mismatch(node, "axis " + std::to_string(axis));
  const auto a = static_cast<std::size_t>(axis);
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    Shape other = required(node, inputs, i);
    if (other.size() != out.size()) mismatch(node, shape_text(out) + " and " + shape_text(other));
    const std::int64_t joined = out[a] + other[a];
    other[a] = out[a];
    if (other != out)
      mismatch(node,
               "inputs differ off the joined axis: " + shape_text(out) + " and " + shape_text(*inputs[i]));
    out[a] = joined;
  }
  return {out};
}

std::vector<Shape> infer_flatten(const Node& node, const InputShapes& inputs) {
  const Shape& x = required(node, inputs, 0);
  if (int_attribute(node, "axis", 1) != 1 || x.empty()) mismatch(node, "only axis 1 of a batch is flattened");
  return {{x[0], x[0] == 0 ? 0 : element_count(x) / x[0]}};
}

/// x [N, I] and weight [O, I] (transB = 1), bias [O].
std::vector<Shape> infer_gemm(const Node& node, const InputShapes& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape& weight = required(node, inputs, 1);
  if (int_attribute(node, "transB", 0) != 1 || int_attribute(node, "transA", 0) != 0)
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (Gemm): only transB = 1, transA = 0");
  if (x.size() != 2 || weight.size() != 2 || x[1] != weight[1])
    mismatch(node, "input " + shape_text(x) + " does not fit weight " + shape_text(weight) +
                       "; a classifier takes pictures of one size only");
  return {{x[0], weight[0]}};
}

std::int64_t gemm_multiply_adds(const Node&, const InputShapes& inputs, const Shape& output) {
  return element_count(output) * (*inputs[1])[1];
}

}  // namespace

const OpRule concat{"Concat", infer_concat, pointwise, no_multiply_adds, -1};
const OpRule flatten{"Flatten", infer_flatten, everything, no_multiply_adds, 1};
const OpRule gemm{"Gemm", infer_gemm, everything, gemm_multiply_adds, 1};

}  // namespace perpixel::rules
