#include "tensor/strided.h"

#include <cstring>

#include "error/error.h"

namespace perpixel {

namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 62;

/// Copies one element after the other; `at` counts through the axes like an odometer.
void gather(const Tensor& to, const Strides& strides, const std::uint8_t* from, std::uint8_t* out) {
  const Shape& shape = to.shape();
  const std::size_t element = byte_size(to.dtype());
  Shape at(shape.size(), 0);
  std::int64_t offset = 0;
  for (std::int64_t i = 0; i < to.count(); ++i, out += element) {
    std::memcpy(out, from + static_cast<std::size_t>(offset) * element, element);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      offset += strides[axis];
      if (++at[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      at[axis] = 0;
    }
  }
}

}  // namespace

Strides row_major_strides(const Shape& shape) {
  Strides strides(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;) strides[axis - 1] = strides[axis] * shape[axis];
  return strides;
}

Strides column_major_strides(const Shape& shape) {
  Strides strides(shape.size(), 1);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) strides[axis] = strides[axis - 1] * shape[axis - 1];
  return strides;
}

bool is_row_major(const Shape& shape, const Strides& strides) {
  std::int64_t expected = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (shape[axis] != 1 && strides[axis] != expected) return false;
    expected *= shape[axis];
  }
  return true;
}

std::optional<std::uint64_t> spanned_bytes(const Shape& shape, const Strides& strides, DType type) {
  if (strides.size() != shape.size() || !byte_count(shape, type)) return {};
  if (byte_count(shape, type) == 0u) return 0;
  std::int64_t last = 0;  // offset of the last element
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    std::int64_t reach = 0;
    if (strides[axis] < 0 || __builtin_mul_overflow(shape[axis] - 1, strides[axis], &reach) ||
        __builtin_add_overflow(last, reach, &last) || last > kMostBytes / 8 - 1)
      return {};
  }
  return (static_cast<std::uint64_t>(last) + 1) * byte_size(type);
}

Tensor tensor_from_strides(const Shape& shape, const Strides& strides, DType type, const SharedBytes& from) {
  const std::optional<std::uint64_t> spanned = spanned_bytes(shape, strides, type);
  if (!spanned || *spanned > from.bytes.size())
    throw Error(ErrorCode::shape_mismatch, std::to_string(from.bytes.size()) +
                                               " bytes do not hold a tensor of " + dtype_name(type) + " " +
                                               shape_text(shape) + " with strides " + shape_text(strides));
  if (*spanned == 0 || is_row_major(shape, strides)) return tensor_over(shape, type, from);
  Tensor tensor(shape, type);
  gather(tensor, strides, from.bytes.data(), static_cast<std::uint8_t*>(tensor.data()));
  return tensor;
}

}  // namespace perpixel
