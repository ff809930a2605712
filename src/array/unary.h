// One element in, one element out.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

/// `a` and `b` of Curve in brackets.
enum class Unary {
  abs,
  negate,
  sign,
  floor,
  ceil,
  round,  // halves to the even neighbour
  sqrt,
  reciprocal,
  exp,
  log,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  erf,
  relu,
  sigmoid,
  softplus,          // log(1 + e^x)
  softsign,          // x / (1 + |x|)
  hard_sigmoid,      // clamp(a x + b, 0, 1)
  hard_swish,        // x clamp(x / 6 + 1 / 2, 0, 1)
  leaky_relu,        // x < 0: a x
  elu,               // x < 0: a (e^x - 1)
  celu,              // max(0, x) + min(0, a (e^(x / a) - 1))
  selu,              // b (x > 0 ? x : a (e^x - 1))
  thresholded_relu,  // x > a ? x : 0
};

struct Curve {
  Unary kind = Unary::abs;
  float a = 0, b = 0;
};

/// y[i] = curve(x[i]); y may be x. Floating types; abs, negate, sign, relu and the roundings integers too
/// (they negate modulo 2^n). Throws graph_invalid for another type.
void unary(const Curve& curve, const Tensor& x, Tensor& y, const Loop& loop);

/// y[i] = not x[i], booleans.
void logical_not(const Tensor& x, Tensor& y, const Loop& loop);

/// y[i] = min(max(x[i], low), high); an undefined bound bounds nothing. Numbers of one type.
void clip(const Tensor& x, const Tensor& low, const Tensor& high, Tensor& y, const Loop& loop);

}  // namespace perpixel::array
