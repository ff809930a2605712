// Arrays whose elements do not lie in row-major order: transposed, channels-last, expanded.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/shared_bytes.h"

namespace perpixel {

/// Steps per axis, in elements.
using Strides = std::vector<std::int64_t>;

/// Those of a contiguous array: [4, 3] -> {3, 1}.
Strides row_major_strides(const Shape& shape);
/// Those of an array whose first axis runs fastest (Fortran, NumPy's fortran_order): [4, 3] -> {1, 4}.
Strides column_major_strides(const Shape& shape);

/// Whether the elements lie in row-major order without gaps. Strides of axes of size 1 do not matter.
bool is_row_major(const Shape& shape, const Strides& strides);

/// Bytes that an array with these strides spans, 0 for an empty one; nothing for negative strides or what
/// does not fit in 62 bits.
std::optional<std::uint64_t> spanned_bytes(const Shape& shape, const Strides& strides, DType type);

/// The elements in row-major order: shared where they lie so, else copied. Throws shape_mismatch when `from`
/// is shorter than the bytes that are spanned.
Tensor tensor_from_strides(const Shape& shape, const Strides& strides, DType type, const SharedBytes& from);

}  // namespace perpixel
