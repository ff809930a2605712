// Copies between strided views: transposing, slicing, repeating, joining and splitting are all this.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

/// Element [i0, i1, ...] of a view lies at offset + i0 * steps[0] + i1 * steps[1] + ... (in elements).
struct View {
  std::int64_t offset = 0;
  Shape steps;
};

/// Steps of a dense array of this shape.
Shape dense_steps(const Shape& shape);

/// to[view] = from[view] over all positions of `sizes`, any element type (one for both).
void copy(const Shape& sizes, const Tensor& from, const View& from_view, Tensor& to, const View& to_view,
          const Loop& loop);
/// The same into the whole of `to`, in its order.
void copy(const Shape& sizes, const Tensor& from, const View& from_view, Tensor& to, const Loop& loop);

/// y[i] = value for all i; `value` has one element.
void fill(const Tensor& value, Tensor& y, const Loop& loop);

}  // namespace perpixel::array
