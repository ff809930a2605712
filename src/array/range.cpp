#include "array/range.h"

#include <cmath>

#include "array/number.h"

namespace perpixel::array {

std::int64_t range_count(const Tensor& start, const Tensor& limit, const Tensor& step) {
  constexpr double kMost = 0x1p40;
  std::int64_t result = 0;
  with_number(start.dtype(), [&](auto number) {
    using T = decltype(number);
    const auto first = static_cast<double>(start.as<T>()[0]), end = static_cast<double>(limit.as<T>()[0]),
               by = static_cast<double>(step.as<T>()[0]);
    const double count = std::ceil((end - first) / by);
    if (by == 0 || !(count < kMost))
      throw Error(ErrorCode::bad_value, "counting from " + std::to_string(first) + " to " +
                                            std::to_string(end) + " by " + std::to_string(by) +
                                            " never ends");
    result = count > 0 ? static_cast<std::int64_t>(count) : 0;
  });
  return result;
}

void range(const Tensor& start, const Tensor& step, Tensor& y) {
  with_number(start.dtype(), [&](auto number) {
    using T = decltype(number);
    using W = Wide<T>;
    const auto first = static_cast<W>(start.as<T>()[0]), by = static_cast<W>(step.as<T>()[0]);
    T* to = y.as<T>().data();
    for (std::int64_t i = 0; i < y.count(); ++i) to[i] = static_cast<T>(first + static_cast<W>(i) * by);
  });
}

}  // namespace perpixel::array
