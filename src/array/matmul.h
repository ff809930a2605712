// Products of matrices.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

/// A matrix inside an array: element [r, c] at offset + r * row + c * column.
struct Matrix {
  std::int64_t offset = 0, row = 0, column = 0;
};

struct Product {
  std::int64_t rows = 0, inner = 0, columns = 0;
  std::vector<Matrix> a, b;  // by product of the batch; results follow each other in y, row by row
};

/// y[k] = a[k] b[k]. Numbers of one type; integers wrap.
void matmul(const Product& product, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop);

/// NumPy's matmul: [.., M, K] x [.., K, N] with broadcast leading axes; vectors as its rules say. Throws
/// shape_mismatch when they do not fit.
Shape matmul_shape(const Shape& a, const Shape& b);
Product matmul_product(const Shape& a, const Shape& b);

}  // namespace perpixel::array
