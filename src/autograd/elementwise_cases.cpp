// Operations of one element, and of several with broadcasting.
#include <array>
#include <optional>

#include "autograd/cases.h"
#include "error/error.h"

namespace perpixel {

namespace {

template <at::Tensor (*function)(const at::Tensor&)>
Outputs unary(const Call& call) {
  return {function(call.input(0))};
}

double number(const Call& call, const char* key, float fallback) {
  return static_cast<double>(float_attribute(call.node, key, fallback));
}

Outputs leaky_relu(const Call& call) { return {at::leaky_relu(call.input(0), number(call, "alpha", 0.01f))}; }
Outputs elu(const Call& call) { return {at::elu(call.input(0), number(call, "alpha", 1))}; }
Outputs celu(const Call& call) { return {at::celu(call.input(0), number(call, "alpha", 1))}; }
Outputs softplus(const Call& call) { return {at::softplus(call.input(0))}; }
Outputs hard_swish(const Call& call) { return {at::hardswish(call.input(0))}; }

Outputs hard_sigmoid(const Call& call) {
  const at::Tensor line = call.input(0) * number(call, "alpha", 0.2f) + number(call, "beta", 0.5f);
  return {at::clamp(line, at::Scalar(0), at::Scalar(1))};
}

Outputs prelu(const Call& call) {
  const at::Tensor x = call.input(0);
  return {at::where(x < 0, x * call.input(1), x)};
}

/// A bound from its input, or (before opset 11) from its attribute.
std::optional<at::Scalar> bound(const Call& call, std::size_t input, const char* key) {
  if (call.has(input)) return call.input(input).item();
  if (call.node.attributes.contains(key)) return at::Scalar(number(call, key, 0));
  return {};
}

Outputs clip(const Call& call) {
  const auto low = bound(call, 1, "min"), high = bound(call, 2, "max");
  if (!low && !high) return {call.input(0)};
  return {at::clamp(call.input(0), low, high)};
}

Outputs subtract(const Call& call) { return {call.input(0) - call.input(1)}; }
Outputs power(const Call& call) { return {at::pow(call.input(0), call.input(1))}; }

Outputs divide(const Call& call) {
  const at::Tensor a = call.input(0), b = call.input(1);
  return {at::isIntegralType(a.scalar_type(), false) ? at::div(a, b, "trunc") : a / b};
}

template <at::Tensor (*function)(const at::Tensor&, const at::Tensor&)>
Outputs variadic(const Call& call) {
  at::Tensor result = call.input(0);
  for (std::size_t i = 1; i < call.node.inputs.size(); ++i) result = function(result, call.input(i));
  return {result};
}

at::Tensor sum_of(const at::Tensor& a, const at::Tensor& b) { return a + b; }
at::Tensor less_of(const at::Tensor& a, const at::Tensor& b) { return at::minimum(a, b); }
at::Tensor greater_of(const at::Tensor& a, const at::Tensor& b) { return at::maximum(a, b); }

Outputs mean(const Call& call) {
  return {variadic<sum_of>(call)[0] / static_cast<double>(call.node.inputs.size())};
}

Outputs equal(const Call& call) { return {call.input(0) == call.input(1)}; }
Outputs less(const Call& call) { return {call.input(0) < call.input(1)}; }
Outputs less_or_equal(const Call& call) { return {call.input(0) <= call.input(1)}; }
Outputs greater(const Call& call) { return {call.input(0) > call.input(1)}; }
Outputs greater_or_equal(const Call& call) { return {call.input(0) >= call.input(1)}; }
Outputs logical_and(const Call& call) { return {at::logical_and(call.input(0), call.input(1))}; }
Outputs logical_or(const Call& call) { return {at::logical_or(call.input(0), call.input(1))}; }
Outputs where(const Call& call) { return {at::where(call.input(0), call.input(1), call.input(2))}; }

/// Of the types that sizes and masks have.
Outputs cast(const Call& call) {
  switch (int_attribute(call.node, "to", 0)) {
    case 1:
      return {call.input(0).to(at::kFloat)};
    case 6:
      return {call.input(0).to(at::kInt)};
    case 7:
      return {call.input(0).to(at::kLong)};
    case 9:
      return {call.input(0).to(at::kBool)};
    case 11:
      return {call.input(0).to(at::kDouble)};
    default:
      throw Error(ErrorCode::unsupported, "node \"" + call.node.name +
                                              "\" (Cast): the LibTorch engine has no type " +
                                              std::to_string(int_attribute(call.node, "to", 0)));
  }
}

constexpr std::array kCases{
    Case{"Abs", unary<at::abs>},
    Case{"Neg", unary<at::neg>},
    Case{"Sqrt", unary<at::sqrt>},
    Case{"Reciprocal", unary<at::reciprocal>},
    Case{"Exp", unary<at::exp>},
    Case{"Log", unary<at::log>},
    Case{"Erf", unary<at::erf>},
    Case{"Tanh", unary<at::tanh>},
    Case{"Sin", unary<at::sin>},
    Case{"Cos", unary<at::cos>},
    Case{"Floor", unary<at::floor>},
    Case{"Ceil", unary<at::ceil>},
    Case{"Round", unary<at::round>},
    Case{"Sign", unary<at::sign>},
    Case{"Not", unary<at::logical_not>},
    Case{"LeakyRelu", leaky_relu},
    Case{"Elu", elu},
    Case{"Celu", celu},
    Case{"Softplus", softplus},
    Case{"HardSigmoid", hard_sigmoid},
    Case{"HardSwish", hard_swish},
    Case{"PRelu", prelu},
    Case{"Clip", clip},
    Case{"Sub", subtract},
    Case{"Div", divide},
    Case{"Pow", power},
    Case{"Max", variadic<greater_of>},
    Case{"Min", variadic<less_of>},
    Case{"Sum", variadic<sum_of>},
    Case{"Mean", mean},
    Case{"Equal", equal},
    Case{"Less", less},
    Case{"LessOrEqual", less_or_equal},
    Case{"Greater", greater},
    Case{"GreaterOrEqual", greater_or_equal},
    Case{"And", logical_and},
    Case{"Or", logical_or},
    Case{"Where", where},
    Case{"Cast", cast},
};

}  // namespace

std::span<const Case> elementwise_cases() { return kCases; }

}  // namespace perpixel
