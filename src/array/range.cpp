#include "array/range.h"

#include <cmath>
#include <type_traits>

#include "array/number.h"

namespace perpixel::array {

namespace {

constexpr std::int64_t kMost = std::int64_t{1} << 40;

/// kMost for whatever is as long or never ends.
template <class T>
std::int64_t count_until(T start, T limit, T step) {
  if (step == 0) return kMost;
  if constexpr (std::is_integral_v<T>) {
    if (step > 0 ? start >= limit : start <= limit) return 0;
    // As unsigned distances: a double cannot tell large integers apart.
    const auto first = static_cast<std::uint64_t>(start), end = static_cast<std::uint64_t>(limit),
               by = static_cast<std::uint64_t>(step);
    const std::uint64_t steps = step > 0 ? (end - first - 1) / by : (first - end - 1) / (0 - by);
    return steps < kMost ? static_cast<std::int64_t>(steps) + 1 : kMost;
  } else {
    const double count = std::ceil((static_cast<double>(limit) - static_cast<double>(start)) / step);
    if (!(count < static_cast<double>(kMost))) return kMost;
    return count > 0 ? static_cast<std::int64_t>(count) : 0;
  }
}

}  // namespace

std::int64_t range_count(const Tensor& start, const Tensor& limit, const Tensor& step) {
  std::int64_t count = 0;
  with_number(start.dtype(), [&](auto number) {
    using T = decltype(number);
    const T first = start.as<T>()[0], end = limit.as<T>()[0], by = step.as<T>()[0];
    count = count_until(first, end, by);
    if (count >= kMost)
      throw Error(ErrorCode::bad_value, "counting from " + std::to_string(first) + " to " +
                                            std::to_string(end) + " by " + std::to_string(by) +
                                            " never ends");
  });
  return count;
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
