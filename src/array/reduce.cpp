#include "array/reduce.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "array/number.h"
#include "array/strided.h"

namespace perpixel::array {

namespace {

/// Some axes of an array: sizes and steps, innermost last, evenly walked neighbours joined.
struct Axes {
  Shape sizes, steps;

  void add(std::int64_t size, std::int64_t step) {
    if (size == 1) return;
    if (!sizes.empty() && steps.back() == step * size) {
      sizes.back() *= size;
      steps.back() = step;
    } else {
      sizes.push_back(size);
      steps.push_back(step);
    }
  }
  std::int64_t count() const { return element_count(sizes); }
  std::int64_t offset(std::int64_t flat) const {
    std::int64_t at = 0;
    for (std::size_t i = sizes.size(); i-- > 0; flat /= sizes[i]) at += flat % sizes[i] * steps[i];
    return at;
  }
};

/// Calls visit(element) for the elements of the reduced axes that begin at x, in order.
template <class T, class Visit>
void for_each(const T* x, const Axes& axes, const Visit& visit) {
  if (axes.sizes.empty()) return visit(*x);
  const std::int64_t inner = axes.sizes.back(), step = axes.steps.back();
  if (inner == 0) return;
  const std::int64_t rows = axes.count() / inner;
  for (std::int64_t row = 0; row < rows; ++row) {
    const T* from = x + (rows == 1 ? 0 : axes.offset(row * inner));
    for (std::int64_t i = 0; i < inner; ++i) visit(from[i * step]);
  }
}

/// Sums are wider than their terms: double for floats; integers wrap as unsigned.
template <class T>
using Sum = std::conditional_t<std::is_floating_point_v<T>, double, std::uint64_t>;

template <class T, class Term>
Sum<T> summed(const T* x, const Axes& axes, const Term& term) {
  Sum<T> sum{};
  for_each(x, axes, [&](T v) { sum += static_cast<Sum<T>>(term(v)); });
  return sum;
}

template <class T>
double signed_sum(Sum<T> sum) {
  if constexpr (std::is_floating_point_v<T> || std::is_unsigned_v<T>) return static_cast<double>(sum);
  return static_cast<double>(static_cast<std::int64_t>(sum));
}

template <class T>
T mean(const T* x, const Axes& axes) {
  const Sum<T> sum = summed<T>(x, axes, [](T v) { return v; });
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(sum / static_cast<double>(axes.count()));
  else
    return axes.count() == 0 ? T{} : static_cast<T>(static_cast<std::int64_t>(sum) / axes.count());
}

template <class T>
T greatest(const T* x, const Axes& axes) {
  T best = std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity()
                                                : std::numeric_limits<T>::lowest();
  for_each(x, axes, [&](T v) { best = v > best || v != v ? v : best; });
  return best;
}

template <class T>
T least(const T* x, const Axes& axes) {
  T best = std::numeric_limits<T>::has_infinity ? std::numeric_limits<T>::infinity()
                                                : std::numeric_limits<T>::max();
  for_each(x, axes, [&](T v) { best = v < best || v != v ? v : best; });
  return best;
}

template <class T>
T product(const T* x, const Axes& axes) {
  Sum<T> result = 1;
  for_each(x, axes, [&](T v) { result *= static_cast<Sum<T>>(v); });
  return static_cast<T>(result);
}

/// Without overflow: the greatest element is taken out of the exponents.
template <class T>
double log_sum_exp(const T* x, const Axes& axes) {
  const auto most = static_cast<double>(greatest(x, axes));
  if (!std::isfinite(most) && std::is_floating_point_v<T>) return most;
  double sum = 0;
  for_each(x, axes, [&](T v) { sum += std::exp(static_cast<double>(v) - most); });
  return most + std::log(sum);
}

template <class T>
T reduced_to(Reduction kind, const T* x, const Axes& axes) {
  const auto plain = [](T v) { return v; };
  const auto magnitude = [](T v) {
    const auto wide = static_cast<Sum<T>>(v);
    return v < 0 ? Sum<T>{} - wide : wide;
  };
  const auto square = [](T v) { return static_cast<Sum<T>>(v) * static_cast<Sum<T>>(v); };
  switch (kind) {
    case Reduction::sum:
      return static_cast<T>(summed<T>(x, axes, plain));
    case Reduction::mean:
      return mean(x, axes);
    case Reduction::product:
      return product(x, axes);
    case Reduction::maximum:
      return greatest(x, axes);
    case Reduction::minimum:
      return least(x, axes);
    case Reduction::l1:
      return static_cast<T>(summed<T>(x, axes, magnitude));
    case Reduction::l2:
      return converted<T>(std::sqrt(static_cast<double>(summed<T>(x, axes, square))));
    case Reduction::log_sum:
      return converted<T>(std::log(signed_sum<T>(summed<T>(x, axes, plain))));
    case Reduction::log_sum_exp:
      return converted<T>(log_sum_exp(x, axes));
    case Reduction::sum_square:
      return static_cast<T>(summed<T>(x, axes, square));
  }
  return T{};
}

std::int64_t product_of(const Shape& shape, std::size_t begin, std::size_t end) {
  std::int64_t count = 1;
  for (std::size_t i = begin; i < end; ++i) count *= shape[i];
  return count;
}

}  // namespace

void reduce(Reduction kind, const Tensor& x, const std::vector<bool>& reduced, Tensor& y, const Loop& loop) {
  const Shape steps = dense_steps(x.shape());
  Axes kept, gone;
  for (std::size_t i = 0; i < reduced.size(); ++i) (reduced[i] ? gone : kept).add(x.shape()[i], steps[i]);
  with_number(x.dtype(), [&](auto number) {
    using T = decltype(number);
    loop(y.count(), gone.count(), [&, from = x.as<T>().data(), to = y.as<T>().data()](auto begin, auto end) {
      for (auto i = begin; i < end; ++i) to[i] = reduced_to(kind, from + kept.offset(i), gone);
    });
  });
}

void arg_extreme(const Tensor& x, std::size_t axis, bool most, bool last_of_equals, Tensor& y,
                 const Loop& loop) {
  const std::int64_t size = x.shape()[axis];
  const std::int64_t inner = product_of(x.shape(), axis + 1, x.shape().size());
  with_number(x.dtype(), [&](auto number) {
    using T = decltype(number);
    const auto better = [=](T v, T best) {
      return (most ? v > best : v < best) || (last_of_equals && v == best);
    };
    loop(y.count(), size,
         [&, x_data = x.as<T>().data(), to = y.as<std::int64_t>().data()](auto begin, auto end) {
           for (auto i = begin; i < end; ++i) {
             const T* from = x_data + i / inner * size * inner + i % inner;
             to[i] = 0;
             for (std::int64_t k = 1; k < size; ++k)
               if (better(from[k * inner], from[to[i] * inner])) to[i] = k;
           }
         });
  });
}

void cumulative_sum(const Tensor& x, std::size_t axis, bool exclusive, bool reverse, Tensor& y,
                    const Loop& loop) {
  const std::int64_t size = x.shape()[axis];
  const std::int64_t inner = product_of(x.shape(), axis + 1, x.shape().size());
  if (size == 0) return;
  with_number(x.dtype(), [&](auto number) {
    using T = decltype(number);
    loop(x.count() / size, size, [&, from = x.as<T>().data(), to = y.as<T>().data()](auto begin, auto end) {
      for (auto i = begin; i < end; ++i) {
        const std::int64_t first = i / inner * size * inner + i % inner;
        Sum<T> sum{};
        for (std::int64_t k = 0; k < size; ++k) {
          const std::int64_t at = first + (reverse ? size - 1 - k : k) * inner;
          const auto term = static_cast<Sum<T>>(from[at]);
          to[at] = static_cast<T>(exclusive ? sum : sum + term);
          sum += term;
        }
      }
    });
  });
}

}  // namespace perpixel::array
