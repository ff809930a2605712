// The element types that arithmetic is done in, and conversion between them.
#pragma once

#include <cmath>
#include <limits>
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

/// As ONNX's Cast: fractions are cut off; reals beyond an integer type give its nearest end (NaN: 0),
/// integers beyond it lose their high bits; to boolean everything but 0 is true.
template <class To, class From>
To converted(From value) {
  if constexpr (std::is_same_v<To, bool>) {
    return value != From{};
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    // Out of range the language leaves the result open.
    if (std::isnan(value)) return To{};
    constexpr auto least = static_cast<double>(std::numeric_limits<To>::min());
    constexpr auto most = static_cast<double>(std::numeric_limits<To>::max());
    const double cut = std::trunc(static_cast<double>(value));
    if (cut <= least) return std::numeric_limits<To>::min();
    if (cut >= most) return std::numeric_limits<To>::max();
    return static_cast<To>(cut);
  } else {
    return static_cast<To>(value);
  }
}

/// y[i] = x[i] converted to the type of y. x may be of any type, y of any but f16 and bf16.
void cast(const Tensor& x, Tensor& y, const Loop& loop);

/// The elements as integers, booleans as 0 and 1. Throws shape_mismatch for floats.
std::vector<std::int64_t> integers(const Tensor& tensor);

}  // namespace perpixel::array
