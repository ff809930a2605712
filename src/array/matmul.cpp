#include "array/matmul.h"

#include <algorithm>
#include <type_traits>

#include "array/broadcast.h"
#include "array/number.h"
#include "array/strided.h"

namespace perpixel::array {

namespace {

/// One row of y: the rows of b, weighted. b is walked along its rows, so that the loop vectorises.
template <class T>
void row(const T* a, std::int64_t a_step, const T* b, const Matrix& b_at, std::int64_t inner,
         std::int64_t columns, T* y) {
  std::fill(y, y + columns, T{});
  for (std::int64_t k = 0; k < inner; ++k) {
    const T factor = a[k * a_step];
    const T* from = b + k * b_at.row;
    if constexpr (std::is_floating_point_v<T>) {
      if (b_at.column == 1) {
        for (std::int64_t c = 0; c < columns; ++c) y[c] += factor * from[c];
        continue;
      }
    }
    for (std::int64_t c = 0; c < columns; ++c)
      y[c] = static_cast<T>(static_cast<Wide<T>>(y[c]) +
                            static_cast<Wide<T>>(factor) * static_cast<Wide<T>>(from[c * b_at.column]));
  }
}

struct Operand {
  Shape batch, shape;  // shape: the matrix's two axes
};

Operand operand(const Shape& shape, bool left) {
  if (shape.empty()) throw Error(ErrorCode::shape_mismatch, "a scalar has no matrix product");
  if (shape.size() == 1) return {{}, left ? Shape{1, shape[0]} : Shape{shape[0], 1}};
  return {{shape.begin(), shape.end() - 2}, {shape.end() - 2, shape.end()}};
}

/// Offsets of the matrices of one operand over the broadcast batch.
std::vector<Matrix> matrices(const Operand& operand, const Shape& batch) {
  const std::int64_t area = operand.shape[0] * operand.shape[1];
  const Shape own = dense_steps(operand.batch);
  Shape steps(batch.size(), 0);
  for (std::size_t i = 0; i < own.size(); ++i)
    if (operand.batch[i] != 1) steps[batch.size() - own.size() + i] = own[i] * area;
  std::vector<Matrix> result(static_cast<std::size_t>(element_count(batch)));
  for (std::size_t k = 0; k < result.size(); ++k) {
    std::int64_t offset = 0, rest = static_cast<std::int64_t>(k);
    for (std::size_t i = batch.size(); i-- > 0; rest /= batch[i]) offset += rest % batch[i] * steps[i];
    result[k] = {offset, operand.shape[1], 1};
  }
  return result;
}

}  // namespace

void matmul(const Product& product, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  with_number(a.dtype(), [&](auto number) {
    using T = decltype(number);
    const T* a_data = a.as<T>().data();
    const T* b_data = b.as<T>().data();
    T* to = y.as<T>().data();
    loop(static_cast<std::int64_t>(product.a.size()) * product.rows, product.inner * product.columns,
         [&, a_data, b_data, to](std::int64_t begin, std::int64_t end) {
           for (std::int64_t i = begin; i < end; ++i) {
             const auto k = static_cast<std::size_t>(i / product.rows);
             const Matrix& from = product.a[k];
             row(a_data + from.offset + i % product.rows * from.row, from.column,
                 b_data + product.b[k].offset, product.b[k], product.inner, product.columns,
                 to + i * product.columns);
           }
         });
  });
}

Shape matmul_shape(const Shape& a, const Shape& b) {
  const Operand left = operand(a, true), right = operand(b, false);
  if (left.shape[1] != right.shape[0])
    throw Error(ErrorCode::shape_mismatch,
                shape_text(a) + " times " + shape_text(b) + " does not fit together");
  Shape out = broadcast_shape(left.batch, right.batch);
  if (a.size() > 1) out.push_back(left.shape[0]);
  if (b.size() > 1) out.push_back(right.shape[1]);
  return out;
}

Product matmul_product(const Shape& a, const Shape& b) {
  const Operand left = operand(a, true), right = operand(b, false);
  const Shape batch = broadcast_shape(left.batch, right.batch);
  return {left.shape[0], left.shape[1], right.shape[1], matrices(left, batch), matrices(right, batch)};
}

}  // namespace perpixel::array
