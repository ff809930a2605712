// MatMul and Gemm: the dense layers of classifiers, and attention.
#include <array>

#include "array/broadcast.h"
#include "array/matmul.h"
#include "array/number.h"
#include "array/strided.h"
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

std::vector<Shape> infer_matmul(const Node& node, const NodeInputs& inputs) {
  try {
    return {array::matmul_shape(required(node, inputs, 0), required(node, inputs, 1))};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::shape_mismatch) throw;
    mismatch(node, error.what());
  }
}

std::int64_t matmul_multiply_adds(const Node&, const NodeInputs& inputs, const Shape& output) {
  return element_count(output) * inputs[0]->back();
}

void compute_matmul(const Computation& run) {
  array::matmul(array::matmul_product(run.in(0).shape(), run.in(1).shape()), run.in(0), run.in(1),
                run.outputs[0], run.loop);
}

bool flag(const Node& node, const char* key) { return int_attribute(node, key, 0) != 0; }

/// x [N, I] and weight [O, I] (transB = 1) or [I, O], bias broadcast to [N, O].
std::vector<Shape> infer_gemm(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape& weight = required(node, inputs, 1);
  const bool a_turned = flag(node, "transA"), b_turned = flag(node, "transB");
  if (x.size() != 2 || weight.size() != 2 || x[a_turned ? 0 : 1] != weight[b_turned ? 1 : 0])
    mismatch(node, "input " + shape_text(x) + " does not fit weight " + shape_text(weight) +
                       "; a classifier takes pictures of one size only");
  const Shape out{x[a_turned ? 1 : 0], weight[b_turned ? 0 : 1]};
  if (inputs.has(2)) {
    const Shape& bias = *inputs[2];
    bool fits = bias.size() <= 2;
    for (std::size_t i = 0; fits && i < bias.size(); ++i) {
      const std::int64_t size = bias[bias.size() - 1 - i];
      fits = size == 1 || size == out[1 - i];
    }
    if (!fits) mismatch(node, "bias " + shape_text(bias) + " does not fit " + shape_text(out));
  }
  return {out};
}

std::int64_t gemm_multiply_adds(const Node& node, const NodeInputs& inputs, const Shape& output) {
  return element_count(output) * (*inputs[1])[flag(node, "transB") ? 1 : 0];
}

array::Matrix matrix(const Shape& shape, bool turned) {
  return turned ? array::Matrix{0, 1, shape[1]} : array::Matrix{0, shape[1], 1};
}

/// One number of the type of y.
Tensor factor(const Tensor& y, float value) {
  Tensor number({}, y.dtype());
  array::cast(Tensor::from({}, {value}), number, array::at_once);
  return number;
}

/// alpha A B + beta C.
void compute_gemm(const Computation& run) {
  const Tensor &a = run.in(0), &b = run.in(1);
  Tensor& y = run.outputs[0];
  const bool a_turned = flag(run.node, "transA"), b_turned = flag(run.node, "transB");
  array::matmul({y.shape()[0],
                 a.shape()[a_turned ? 0 : 1],
                 y.shape()[1],
                 {matrix(a.shape(), a_turned)},
                 {matrix(b.shape(), b_turned)}},
                a, b, y, run.loop);
  const float alpha = float_attribute(run.node, "alpha", 1), beta = float_attribute(run.node, "beta", 1);
  if (alpha != 1) array::binary(array::Binary::multiply, y, factor(y, alpha), y, run.loop);
  if (!run.has(2)) return;
  Tensor bias = run.in(2);
  if (beta != 1) {
    bias = Tensor(run.in(2).shape(), y.dtype());
    array::binary(array::Binary::multiply, run.in(2), factor(y, beta), bias, run.loop);
  }
  array::binary(array::Binary::add, y, bias, y, run.loop);
}

constexpr std::array kRows{
    OpRule{"MatMul", infer_matmul, everything, matmul_multiply_adds, 2, one_type, compute_matmul},
    OpRule{"Gemm", infer_gemm, everything, gemm_multiply_adds, 1, one_type, compute_gemm},
};

}  // namespace

constinit const std::span<const OpRule> product_rows = kRows;

}  // namespace perpixel::rules
