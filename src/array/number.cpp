#include "array/number.h"

namespace perpixel::array {

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
