// The element types that arithmetic is done in, and conversion between them.
#pragma once

#include <type_traits>

#include "array/loop.h"
#include "error/error.h"
#include "tensor/tensor.h"

namespace perpixel::array {

/// Calls visit(T{}) with the element type. f16 and bf16 are stored, never calculated with: throws
/// graph_invalid.
template <class Visit>
void with_number(DType type, const Visit& visit) {
  switch (type) {
    case DType::f32:
      return visit(float{});
    case DType::f64:
      return visit(double{});
    case DType::i8:
      return visit(std::int8_t{});
    case DType::u8:
      return visit(std::uint8_t{});
    case DType::i16:
      return visit(std::int16_t{});
    case DType::u16:
      return visit(std::uint16_t{});
    case DType::i32:
      return visit(std::int32_t{});
    case DType::i64:
      return visit(std::int64_t{});
    default:
      throw Error(ErrorCode::graph_invalid, std::string("no arithmetic on ") + dtype_name(type));
  }
}

/// As with_number, boolean included.
template <class Visit>
void with_element(DType type, const Visit& visit) {
  if (type == DType::boolean) return visit(bool{});
  with_number(type, visit);
}

/// What sums and products of T are calculated in: integers unsigned and as wide as an int at least, so that
/// they wrap instead of overflowing.
template <class T>
using Wide = std::conditional_t<std::is_integral_v<T>,
                                std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>, T>;

/// y[i] = x[i] in the type of y, as ONNX's Cast: fractions are cut off; NaN and numbers beyond an integer
/// type give its nearest end (NaN: 0); to boolean everything but 0 is true. x may be of any type, y of any
/// but f16 and bf16.
void cast(const Tensor& x, Tensor& y, const Loop& loop);

/// The elements as integers. Throws shape_mismatch when they are of no integer type.
std::vector<std::int64_t> integers(const Tensor& tensor);

}  // namespace perpixel::array
