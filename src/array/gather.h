// Reading from and writing to positions that another array holds. Indices are i64 or i32; a negative one
// counts from the end of the axis. One outside of it throws shape_mismatch before anything is written.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

/// ONNX Gather: the slices of x along `axis` (not negative) at the indices.
void gather(const Tensor& x, const Tensor& indices, std::size_t axis, Tensor& y, const Loop& loop);

/// ONNX GatherElements: y[.., i, ..] = x[.., indices[.., i, ..], ..] along `axis`.
void gather_elements(const Tensor& x, const Tensor& indices, std::size_t axis, Tensor& y, const Loop& loop);

/// ONNX GatherND: the last axis of `indices` addresses x behind its first `batch_axes` axes.
void gather_nd(const Tensor& x, const Tensor& indices, std::size_t batch_axes, Tensor& y, const Loop& loop);

/// What an element that is written meets. Integers wrap; with maximum and minimum a NaN on either side stays
/// one.
enum class Scatter { replace, add, multiply, maximum, minimum };

/// ONNX ScatterElements: y = x, then y[.., indices[.., i, ..], ..] becomes (or takes in) updates[.., i, ..]
/// along `axis`, in order; the last of equal indices wins.
void scatter_elements(const Tensor& x, const Tensor& indices, const Tensor& updates, std::size_t axis,
                      Scatter kind, Tensor& y, const Loop& loop);

/// ONNX ScatterND.
void scatter_nd(const Tensor& x, const Tensor& indices, const Tensor& updates, Scatter kind, Tensor& y,
                const Loop& loop);

}  // namespace perpixel::array
