// Two or three arrays, element by element, with NumPy's broadcasting: axes of size 1 (and missing leading
// ones) are repeated.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

enum class Binary {
  add,
  subtract,
  multiply,
  divide,      // integers: towards zero
  power,       // the exponent may be of another type
  modulo,      // the sign of the divisor, as Python's %
  remainder,   // the sign of the dividend, as C's fmod
  minimum,     // a NaN on either side stays one
  maximum,     // the same
  prelu,       // a < 0 ? a b : a
  left_shift,  // unsigned types
  right_shift,
};
enum class Comparison { equal, less, less_or_equal, greater, greater_or_equal };
enum class Logic { both, either, one };  // and, or, exclusive or

/// y has the broadcast shape and the type of a; y may be a when the shapes are equal. Integer arithmetic
/// wraps. Throws bad_value for an integer division by zero.
void binary(Binary op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop);

/// y is boolean. a and b of one type.
void compare(Comparison op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop);
void logic(Logic op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop);

/// y = condition ? a : b, any element type.
void where(const Tensor& condition, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop);

/// The broadcast shape of two. Throws shape_mismatch when they do not fit together.
Shape broadcast_shape(const Shape& a, const Shape& b);

}  // namespace perpixel::array
