#include "array/unary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "array/number.h"

namespace perpixel::array {

namespace {

template <class T, class F>
void map(const Tensor& x, Tensor& y, const Loop& loop, std::int64_t cost, F f) {
  loop(y.count(), cost, [from = x.as<T>().data(), to = y.as<T>().data(), f](auto begin, auto end) {
    for (auto i = begin; i < end; ++i) to[i] = f(from[i]);
  });
}

constexpr std::int64_t kCheap = 1, kTranscendental = 8;

/// True when `kind` means something for integers, and then done.
template <class T>
bool map_integer(Unary kind, const Tensor& x, Tensor& y, const Loop& loop) {
  // Unsigned arithmetic: the negative of the least integer wraps instead of being undefined.
  using Bits = std::make_unsigned_t<T>;
  const auto negated = [](T v) { return static_cast<T>(static_cast<Bits>(0) - static_cast<Bits>(v)); };
  switch (kind) {
    case Unary::abs:
      map<T>(x, y, loop, kCheap, [negated](T v) { return v < 0 ? negated(v) : v; });
      return true;
    case Unary::negate:
      map<T>(x, y, loop, kCheap, negated);
      return true;
    case Unary::sign:
      map<T>(x, y, loop, kCheap, [](T v) { return static_cast<T>((v > 0) - (v < 0)); });
      return true;
    case Unary::relu:
      map<T>(x, y, loop, kCheap, [](T v) { return v < 0 ? T{} : v; });
      return true;
    case Unary::floor:
    case Unary::ceil:
    case Unary::round:
      map<T>(x, y, loop, kCheap, [](T v) { return v; });
      return true;
    default:
      return false;
  }
}

/// The clamp keeps a NaN.
template <class T>
T clamped(T v, T low, T high) {
  return v < low ? low : v > high ? high : v;
}

template <class T>
void map_rounding(Unary kind, const Tensor& x, Tensor& y, const Loop& loop) {
  switch (kind) {
    case Unary::floor:
      return map<T>(x, y, loop, kCheap, [](T v) { return std::floor(v); });
    case Unary::ceil:
      return map<T>(x, y, loop, kCheap, [](T v) { return std::ceil(v); });
    case Unary::round:
      return map<T>(x, y, loop, kCheap, [](T v) { return std::nearbyint(v); });
    case Unary::abs:
      return map<T>(x, y, loop, kCheap, [](T v) { return std::abs(v); });
    case Unary::negate:
      return map<T>(x, y, loop, kCheap, [](T v) { return -v; });
    case Unary::sign:
      return map<T>(x, y, loop, kCheap, [](T v) { return v > 0 ? T{1} : v < 0 ? T{-1} : v; });
    case Unary::sqrt:
      return map<T>(x, y, loop, kCheap, [](T v) { return std::sqrt(v); });
    default:
      return map<T>(x, y, loop, kCheap, [](T v) { return 1 / v; });
  }
}

template <class T>
void map_transcendental(Unary kind, const Tensor& x, Tensor& y, const Loop& loop) {
  const auto with = [&](auto f) { map<T>(x, y, loop, kTranscendental, f); };
  switch (kind) {
    case Unary::exp:
      return with([](T v) { return std::exp(v); });
    case Unary::log:
      return with([](T v) { return std::log(v); });
    case Unary::sin:
      return with([](T v) { return std::sin(v); });
    case Unary::cos:
      return with([](T v) { return std::cos(v); });
    case Unary::tan:
      return with([](T v) { return std::tan(v); });
    case Unary::asin:
      return with([](T v) { return std::asin(v); });
    case Unary::acos:
      return with([](T v) { return std::acos(v); });
    case Unary::atan:
      return with([](T v) { return std::atan(v); });
    case Unary::sinh:
      return with([](T v) { return std::sinh(v); });
    case Unary::cosh:
      return with([](T v) { return std::cosh(v); });
    case Unary::tanh:
      return with([](T v) { return std::tanh(v); });
    case Unary::erf:
      return with([](T v) { return std::erf(v); });
    case Unary::sigmoid:
      return with([](T v) { return 1 / (1 + std::exp(-v)); });
    default:  // softplus: without overflow for large x
      return with([](T v) { return std::max(v, T{}) + std::log1p(std::exp(-std::abs(v))); });
  }
}

template <class T>
void map_activation(const Curve& curve, const Tensor& x, Tensor& y, const Loop& loop) {
  const T a = static_cast<T>(curve.a), b = static_cast<T>(curve.b);
  switch (curve.kind) {
    case Unary::relu:
      return map<T>(x, y, loop, kCheap, [](T v) { return v < 0 ? T{} : v; });
    case Unary::softsign:
      return map<T>(x, y, loop, kCheap, [](T v) { return v / (1 + std::abs(v)); });
    case Unary::hard_sigmoid:
      return map<T>(x, y, loop, kCheap, [a, b](T v) { return clamped(a * v + b, T{0}, T{1}); });
    case Unary::hard_swish:
      return map<T>(x, y, loop, kCheap, [](T v) { return v * clamped(v / 6 + T{0.5}, T{0}, T{1}); });
    case Unary::leaky_relu:
      return map<T>(x, y, loop, kCheap, [a](T v) { return v < 0 ? a * v : v; });
    case Unary::thresholded_relu:
      return map<T>(x, y, loop, kCheap, [a](T v) { return v > a ? v : T{}; });
    case Unary::elu:
      return map<T>(x, y, loop, kTranscendental, [a](T v) { return v < 0 ? a * std::expm1(v) : v; });
    case Unary::celu:
      return map<T>(x, y, loop, kTranscendental, [a](T v) { return v < 0 ? a * std::expm1(v / a) : v; });
    default:  // selu
      return map<T>(x, y, loop, kTranscendental,
                    [a, b](T v) { return v > 0 ? b * v : b * a * std::expm1(v); });
  }
}

template <class T>
void map_real(const Curve& curve, const Tensor& x, Tensor& y, const Loop& loop) {
  switch (curve.kind) {
    case Unary::abs:
    case Unary::negate:
    case Unary::sign:
    case Unary::floor:
    case Unary::ceil:
    case Unary::round:
    case Unary::sqrt:
    case Unary::reciprocal:
      return map_rounding<T>(curve.kind, x, y, loop);
    case Unary::relu:
    case Unary::softsign:
    case Unary::hard_sigmoid:
    case Unary::hard_swish:
    case Unary::leaky_relu:
    case Unary::thresholded_relu:
    case Unary::elu:
    case Unary::celu:
    case Unary::selu:
      return map_activation<T>(curve, x, y, loop);
    default:
      return map_transcendental<T>(curve.kind, x, y, loop);
  }
}

}  // namespace

void unary(const Curve& curve, const Tensor& x, Tensor& y, const Loop& loop) {
  with_number(x.dtype(), [&](auto number) {
    using T = decltype(number);
    if constexpr (std::is_floating_point_v<T>) {
      map_real<T>(curve, x, y, loop);
    } else if (!map_integer<T>(curve.kind, x, y, loop)) {
      throw Error(ErrorCode::graph_invalid, std::string("not defined for ") + dtype_name(x.dtype()));
    }
  });
}

void logical_not(const Tensor& x, Tensor& y, const Loop& loop) {
  map<bool>(x, y, loop, kCheap, [](bool v) { return !v; });
}

void clip(const Tensor& x, const Tensor& low, const Tensor& high, Tensor& y, const Loop& loop) {
  with_number(x.dtype(), [&](auto number) {
    using T = decltype(number);
    const T least = low.defined() ? low.as<T>()[0] : std::numeric_limits<T>::lowest();
    const T most = high.defined() ? high.as<T>()[0] : std::numeric_limits<T>::max();
    const bool below = low.defined(), above = high.defined();
    map<T>(x, y, loop, kCheap, [=](T v) {
      if (below && v < least) v = least;
      return above && v > most ? most : v;
    });
  });
}

}  // namespace perpixel::array
