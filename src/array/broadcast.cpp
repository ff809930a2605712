#include "array/broadcast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "array/number.h"

namespace perpixel::array {

namespace {

constexpr std::size_t kMost = 3;  // operands
using Steps = std::array<std::int64_t, kMost>;

/// One axis of the walk: its size, and how far each operand moves per position (0 where it is repeated).
struct Axis {
  std::int64_t size = 1;
  Steps steps{};
};

std::int64_t size_from_end(const Shape& shape, std::size_t axis) {
  return axis < shape.size() ? shape[shape.size() - 1 - axis] : 1;
}

/// Innermost first. Axes that all operands walk evenly are joined, so equal shapes become a single axis.
std::vector<Axis> walk_of(const std::vector<const Tensor*>& operands, const Shape& out) {
  std::vector<Axis> axes;
  Steps counts;
  counts.fill(1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    Axis axis{.size = size_from_end(out, i)};
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const std::int64_t size = size_from_end(operands[k]->shape(), i);
      axis.steps[k] = size == 1 ? 0 : counts[k];
      counts[k] *= size;
    }
    if (axis.size == 1) continue;
    bool even = !axes.empty();
    for (std::size_t k = 0; even && k < operands.size(); ++k)
      even = axis.steps[k] == axes.back().steps[k] * axes.back().size;
    if (even)
      axes.back().size *= axis.size;
    else
      axes.push_back(axis);
  }
  if (axes.empty()) axes.push_back({});
  return axes;
}

/// Calls run(operand offsets, first output, count, steps) for stretches of the innermost axis.
template <class Run>
void for_stretches(const std::vector<Axis>& axes, std::int64_t begin, std::int64_t end, const Run& run) {
  const Axis& inner = axes[0];
  while (begin < end) {
    std::int64_t rest = begin / inner.size;
    const std::int64_t column = begin % inner.size;
    const std::int64_t count = std::min(end - begin, inner.size - column);
    Steps at;
    for (std::size_t k = 0; k < kMost; ++k) at[k] = column * inner.steps[k];
    for (std::size_t i = 1; i < axes.size(); ++i) {
      for (std::size_t k = 0; k < kMost; ++k) at[k] += rest % axes[i].size * axes[i].steps[k];
      rest /= axes[i].size;
    }
    run(at, begin, count, inner.steps);
    begin += count;
  }
}

template <class A, class B, class Y, class F>
void zip(const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop, std::int64_t cost, F f) {
  const std::vector<Axis> axes = walk_of({&a, &b}, y.shape());
  const A* from_a = a.as<A>().data();
  const B* from_b = b.as<B>().data();
  Y* to = y.as<Y>().data();
  loop(y.count(), cost, [&, from_a, from_b, to, f](std::int64_t begin, std::int64_t end) {
    for_stretches(axes, begin, end,
                  [=](const Steps& at, std::int64_t out, std::int64_t n, const Steps& steps) {
                    const A* l = from_a + at[0];
                    const B* r = from_b + at[1];
                    Y* o = to + out;
                    if (steps[0] == 1 && steps[1] == 1) {  // constant steps: the compiler can vectorise
                      for (std::int64_t i = 0; i < n; ++i) o[i] = f(l[i], r[i]);
                    } else if (steps[0] == 1 && steps[1] == 0) {
                      for (std::int64_t i = 0; i < n; ++i) o[i] = f(l[i], *r);
                    } else {
                      for (std::int64_t i = 0; i < n; ++i) o[i] = f(l[i * steps[0]], r[i * steps[1]]);
                    }
                  });
  });
}

[[noreturn]] void undefined_for(DType type) {
  throw Error(ErrorCode::graph_invalid, std::string("not defined for ") + dtype_name(type));
}

template <class T>
void arithmetic(Binary op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  using W = Wide<T>;
  const auto with = [&](auto f) {
    zip<T, T, T>(a, b, y, loop, 1,
                 [f](T l, T r) { return static_cast<T>(f(static_cast<W>(l), static_cast<W>(r))); });
  };
  switch (op) {
    case Binary::add:
      return with([](W l, W r) { return l + r; });
    case Binary::subtract:
      return with([](W l, W r) { return l - r; });
    default:
      return with([](W l, W r) { return l * r; });
  }
}

template <class T>
T python_modulo(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    const T rest = std::fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  } else {
    const T rest = static_cast<T>(a % b);
    return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
  }
}

template <class T>
void division(Binary op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  if constexpr (std::is_floating_point_v<T>) {
    if (op == Binary::divide) return zip<T, T, T>(a, b, y, loop, 1, [](T l, T r) { return l / r; });
    if (op == Binary::modulo) return zip<T, T, T>(a, b, y, loop, 8, python_modulo<T>);
    return zip<T, T, T>(a, b, y, loop, 8, [](T l, T r) { return std::fmod(l, r); });
  } else {
    if (std::ranges::find(b.as<T>(), T{}) != b.as<T>().end())
      throw Error(ErrorCode::bad_value, "an integer is divided by zero");
    // -1 apart: the least integer divided by it overflows.
    const auto with = [&](auto f) { zip<T, T, T>(a, b, y, loop, 4, f); };
    if (op == Binary::divide)
      return with([](T l, T r) {
        if constexpr (std::is_signed_v<T>)
          if (r == -1) return static_cast<T>(std::uint64_t{0} - static_cast<std::uint64_t>(l));
        return static_cast<T>(l / r);
      });
    const auto by_one = [](T r) { return std::is_signed_v<T> && static_cast<std::int64_t>(r) == -1; };
    if (op == Binary::modulo)
      return with([by_one](T l, T r) { return by_one(r) ? T{} : python_modulo(l, r); });
    return with([by_one](T l, T r) { return by_one(r) ? T{} : static_cast<T>(l % r); });
  }
}

template <class T>
void extreme(Binary op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  if (op == Binary::minimum)
    return zip<T, T, T>(a, b, y, loop, 1, [](T l, T r) { return l < r || l != l ? l : r; });
  zip<T, T, T>(a, b, y, loop, 1, [](T l, T r) { return l > r || l != l ? l : r; });
}

template <class T>
void shift(Binary op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  if constexpr (std::is_unsigned_v<T>) {
    constexpr unsigned bits = 8 * sizeof(T);
    const bool left = op == Binary::left_shift;
    zip<T, T, T>(a, b, y, loop, 1, [left](T l, T r) {
      if (r >= bits) return T{};
      return static_cast<T>(left ? static_cast<unsigned>(l) << r : static_cast<unsigned>(l) >> r);
    });
  } else {
    undefined_for(a.dtype());
  }
}

/// In double, which holds the powers that sizes and pictures have exactly.
template <class T>
void power(const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  with_number(b.dtype(), [&](auto exponent) {
    using E = decltype(exponent);
    if constexpr (std::is_same_v<T, float> && std::is_same_v<E, float>) {
      // Squares and roots are what normalisation and pooling are written with.
      if (b.count() == 1 && b.as<E>()[0] == 2)
        return zip<T, E, T>(a, b, y, loop, 1, [](T l, E) { return l * l; });
      zip<T, E, T>(a, b, y, loop, 16, [](T l, E r) { return std::pow(l, r); });
    } else {
      Tensor real(y.shape(), DType::f64);
      zip<T, E, double>(a, b, real, loop, 16,
                        [](T l, E r) { return std::pow(static_cast<double>(l), static_cast<double>(r)); });
      cast(real, y, loop);
    }
  });
}

template <class T>
void apply(Binary op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  switch (op) {
    case Binary::add:
    case Binary::subtract:
    case Binary::multiply:
      return arithmetic<T>(op, a, b, y, loop);
    case Binary::divide:
    case Binary::modulo:
    case Binary::remainder:
      return division<T>(op, a, b, y, loop);
    case Binary::minimum:
    case Binary::maximum:
      return extreme<T>(op, a, b, y, loop);
    case Binary::prelu:
      return zip<T, T, T>(a, b, y, loop, 1, [](T l, T r) {
        return l < 0 ? static_cast<T>(static_cast<Wide<T>>(l) * static_cast<Wide<T>>(r)) : l;
      });
    case Binary::left_shift:
    case Binary::right_shift:
      return shift<T>(op, a, b, y, loop);
    case Binary::power:
      return power<T>(a, b, y, loop);
  }
}

}  // namespace

Shape broadcast_shape(const Shape& a, const Shape& b) {
  Shape out(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t left = size_from_end(a, i), right = size_from_end(b, i);
    if (left != right && left != 1 && right != 1)
      throw Error(ErrorCode::shape_mismatch,
                  shape_text(a) + " and " + shape_text(b) + " do not fit together");
    out[out.size() - 1 - i] = left == 1 ? right : left;
  }
  return out;
}

void binary(Binary op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  with_number(a.dtype(), [&](auto number) { apply<decltype(number)>(op, a, b, y, loop); });
}

void compare(Comparison op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  with_element(a.dtype(), [&](auto element) {
    using T = decltype(element);
    const auto with = [&](auto f) { zip<T, T, bool>(a, b, y, loop, 1, f); };
    switch (op) {
      case Comparison::equal:
        return with([](T l, T r) { return l == r; });
      case Comparison::less:
        return with([](T l, T r) { return l < r; });
      case Comparison::less_or_equal:
        return with([](T l, T r) { return l <= r; });
      case Comparison::greater:
        return with([](T l, T r) { return l > r; });
      case Comparison::greater_or_equal:
        return with([](T l, T r) { return l >= r; });
    }
  });
}

void logic(Logic op, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  const auto with = [&](auto f) { zip<bool, bool, bool>(a, b, y, loop, 1, f); };
  if (op == Logic::both) return with([](bool l, bool r) { return l && r; });
  if (op == Logic::either) return with([](bool l, bool r) { return l || r; });
  with([](bool l, bool r) { return l != r; });
}

namespace {

/// Elements of one size are moved as integers of that size.
template <class Word>
void choose(const Tensor& condition, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  const std::vector<Axis> axes = walk_of({&condition, &a, &b}, y.shape());
  const bool* which = condition.as<bool>().data();
  const auto* from_a = static_cast<const Word*>(a.data());
  const auto* from_b = static_cast<const Word*>(b.data());
  auto* to = static_cast<Word*>(y.data());
  loop(y.count(), 1, [&, which, from_a, from_b, to](std::int64_t begin, std::int64_t end) {
    for_stretches(
        axes, begin, end, [=](const Steps& at, std::int64_t out, std::int64_t n, const Steps& steps) {
          for (std::int64_t i = 0; i < n; ++i)
            to[out + i] =
                which[at[0] + i * steps[0]] ? from_a[at[1] + i * steps[1]] : from_b[at[2] + i * steps[2]];
        });
  });
}

}  // namespace

void where(const Tensor& condition, const Tensor& a, const Tensor& b, Tensor& y, const Loop& loop) {
  switch (byte_size(y.dtype())) {
    case 1:
      return choose<std::uint8_t>(condition, a, b, y, loop);
    case 2:
      return choose<std::uint16_t>(condition, a, b, y, loop);
    case 4:
      return choose<std::uint32_t>(condition, a, b, y, loop);
    default:
      return choose<std::uint64_t>(condition, a, b, y, loop);
  }
}

}  // namespace perpixel::array
