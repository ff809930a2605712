// Operations of one element: activations, rounding, the functions of analysis.
#include "array/unary.h"

#include <array>

#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

using array::Unary;

/// An ONNX name, its function, and where the function's two numbers come from ("" = the default as it
/// stands).
struct Row {
  const char* name;
  Unary kind;
  const char* a = "";
  float a_default = 0;
  const char* b = "";
  float b_default = 0;
};

// Defaults: ONNX opset 17.
constexpr std::array kFunctions{
    Row{"Abs", Unary::abs},
    Row{"Acos", Unary::acos},
    Row{"Asin", Unary::asin},
    Row{"Atan", Unary::atan},
    Row{"Ceil", Unary::ceil},
    Row{"Celu", Unary::celu, "alpha", 1},
    Row{"Cos", Unary::cos},
    Row{"Cosh", Unary::cosh},
    Row{"Elu", Unary::elu, "alpha", 1},
    Row{"Erf", Unary::erf},
    Row{"Exp", Unary::exp},
    Row{"Floor", Unary::floor},
    Row{"HardSigmoid", Unary::hard_sigmoid, "alpha", 0.2f, "beta", 0.5f},
    Row{"HardSwish", Unary::hard_swish},
    Row{"LeakyRelu", Unary::leaky_relu, "alpha", 0.01f},
    Row{"Log", Unary::log},
    Row{"Neg", Unary::negate},
    Row{"Reciprocal", Unary::reciprocal},
    Row{"Relu", Unary::relu},
    Row{"Round", Unary::round},
    Row{"Selu", Unary::selu, "alpha", 1.67326319217681884765625f, "gamma", 1.05070102214813232421875f},
    Row{"Sigmoid", Unary::sigmoid},
    Row{"Sign", Unary::sign},
    Row{"Sin", Unary::sin},
    Row{"Sinh", Unary::sinh},
    Row{"Softplus", Unary::softplus},
    Row{"Softsign", Unary::softsign},
    Row{"Sqrt", Unary::sqrt},
    Row{"Tan", Unary::tan},
    Row{"Tanh", Unary::tanh},
    Row{"ThresholdedRelu", Unary::thresholded_relu, "alpha", 1},
};

const Row& function_of(const Node& node) {
  for (const Row& row : kFunctions)
    if (node.op == row.name) return row;
  invalid(node, "is no function of one element");
}

void compute_function(const Computation& run) {
  const Row& row = function_of(run.node);
  array::unary({row.kind, float_attribute(run.node, row.a, row.a_default),
                float_attribute(run.node, row.b, row.b_default)},
               run.in(0), run.outputs[0], run.loop);
}

void compute_not(const Computation& run) { array::logical_not(run.in(0), run.outputs[0], run.loop); }

DType boolean_in_and_out(const Node& node, const InputTypes& inputs, std::size_t output) {
  if (type_of_first(node, inputs, output) != DType::boolean) invalid(node, "takes booleans");
  return DType::boolean;
}

/// Bounds are scalars: inputs 1 and 2, or (before opset 11) attributes.
std::vector<Shape> infer_clip(const Node& node, const NodeInputs& inputs) {
  for (const std::size_t bound : {1, 2})
    if (inputs.has(bound) && element_count(*inputs[bound]) != 1)
      mismatch(node, "bound " + shape_text(*inputs[bound]) + " must be one number");
  return infer_same(node, inputs);
}

void compute_clip(const Computation& run) {
  const auto bound = [&](std::size_t input, const char* attribute) {
    if (run.has(input)) return run.in(input);
    if (!run.node.attributes.contains(attribute)) return Tensor{};
    return Tensor::from({}, {float_attribute(run.node, attribute, 0)});
  };
  array::clip(run.in(0), bound(1, "min"), bound(2, "max"), run.outputs[0], run.loop);
}

constexpr std::size_t kRowCount = kFunctions.size() + 2;

constexpr std::array<OpRule, kRowCount> rows() {
  std::array<OpRule, kRowCount> result{};
  std::size_t next = 0;
  for (const Row& row : kFunctions)
    result[next++] = {row.name, infer_same, pointwise, one_per_element, 1, type_of_first, compute_function};
  result[next++] = {"Not", infer_same, pointwise, no_multiply_adds, 1, boolean_in_and_out, compute_not};
  result[next++] = {"Clip", infer_clip, pointwise, no_multiply_adds, 1, one_type, compute_clip};
  return result;
}

constexpr std::array<OpRule, kRowCount> kUnaryRows = rows();

}  // namespace

constinit const std::span<const OpRule> unary_rows = kUnaryRows;

}  // namespace perpixel::rules
