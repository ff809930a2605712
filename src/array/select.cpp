#include "array/select.h"

#include <algorithm>
#include <numeric>

#include "array/number.h"

namespace perpixel::array {

void top_k(const Tensor& x, std::size_t axis, bool greatest, Tensor& values, Tensor& positions,
           const Loop& loop) {
  const std::int64_t size = x.shape()[axis], k = values.shape()[axis];
  if (values.count() == 0) return;
  std::int64_t inner = 1;
  for (std::size_t i = axis + 1; i < x.shape().size(); ++i) inner *= x.shape()[i];
  with_number(x.dtype(), [&](auto number) {
    using T = decltype(number);
    const T* from = x.as<T>().data();
    T* to = values.as<T>().data();
    std::int64_t* at = positions.as<std::int64_t>().data();
    loop(values.count() / k, size * 8, [&, from, to, at](std::int64_t begin, std::int64_t end) {
      std::vector<std::int64_t> order(static_cast<std::size_t>(size));
      for (std::int64_t i = begin; i < end; ++i) {
        const T* row = from + i / inner * size * inner + i % inner;
        std::iota(order.begin(), order.end(), std::int64_t{0});
        const auto better = [&](std::int64_t l, std::int64_t r) {
          const T a = row[l * inner], b = row[r * inner];
          const bool a_nan = a != a, b_nan = b != b;
          if (a_nan != b_nan) return greatest ? a_nan : b_nan;
          if (a != b && !a_nan) return greatest ? a > b : a < b;
          return l < r;
        };
        std::partial_sort(order.begin(), order.begin() + k, order.end(), better);
        for (std::int64_t j = 0; j < k; ++j) {
          const std::int64_t out = i / inner * k * inner + i % inner + j * inner;
          to[out] = row[order[static_cast<std::size_t>(j)] * inner];
          at[out] = order[static_cast<std::size_t>(j)];
        }
      }
    });
  });
}

}  // namespace perpixel::array
