#include "array/number.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace perpixel::array {

namespace {

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

}  // namespace

void cast(const Tensor& x, Tensor& y, const Loop& loop) {
  const bool half = x.dtype() == DType::f16 || x.dtype() == DType::bf16;
  const Tensor source = half ? x.to_f32() : x;
  with_element(source.dtype(), [&](auto from_type) {
    with_element(y.dtype(), [&](auto to_type) {
      using From = decltype(from_type);
      using To = decltype(to_type);
      loop(y.count(), 1, [from = source.as<From>().data(), to = y.as<To>().data()](auto begin, auto end) {
        for (auto i = begin; i < end; ++i) to[i] = converted<To>(from[i]);
      });
    });
  });
}

std::vector<std::int64_t> integers(const Tensor& tensor) {
  if (tensor.dtype() == DType::f32 || tensor.dtype() == DType::f64 || tensor.dtype() == DType::f16 ||
      tensor.dtype() == DType::bf16)
    throw Error(ErrorCode::shape_mismatch, std::string("integers were wanted, got ") +
                                               dtype_name(tensor.dtype()) + " " + shape_text(tensor.shape()));
  Tensor whole(tensor.shape(), DType::i64);
  cast(tensor, whole, at_once);
  const auto elements = whole.as<std::int64_t>();
  return {elements.begin(), elements.end()};
}

}  // namespace perpixel::array
