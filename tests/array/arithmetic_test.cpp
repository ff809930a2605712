// What array/broadcast calculates, number by number; which numbers meet is tested in broadcast_test.
#include <cmath>
#include <limits>

#include "array/arrays.h"
#include "array/broadcast.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

template <class A, class B>
A result(Binary kind, A a, B b) {
  Tensor y({}, dtype_of<A>());
  binary(kind, scalar(a), scalar(b), y, at_once);
  return y.as<A>()[0];
}

/// The quotient rounded down, for Python's remainder.
int floor_divided(int a, int b) { return static_cast<int>(std::floor(static_cast<double>(a) / b)); }

/// Every pair of an 8-bit type against int, cut to 8 bits.
template <class T>
void expect_every_pair(Binary kind, int (*wanted)(int a, int b), bool divides = false) {
  using Limits = std::numeric_limits<T>;
  std::vector<T> left, right;
  for (int v = Limits::min(); v <= Limits::max(); ++v) {
    left.push_back(static_cast<T>(v));
    if (v != 0 || !divides) right.push_back(static_cast<T>(v));
  }
  const auto rows = static_cast<std::int64_t>(left.size()), columns = static_cast<std::int64_t>(right.size());
  Tensor y({rows, columns}, dtype_of<T>());
  binary(kind, array_of({rows, 1}, left), array_of({columns}, right), y, in_pieces);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const int a = left[i / columns], b = right[i % columns];
    ASSERT_EQ(y.as<T>()[i], static_cast<T>(wanted(a, b)))
        << static_cast<int>(kind) << " of " << a << ", " << b;
  }
}

template <class T>
void expect_arithmetic() {
  expect_every_pair<T>(Binary::add, [](int a, int b) { return a + b; });
  expect_every_pair<T>(Binary::subtract, [](int a, int b) { return a - b; });
  expect_every_pair<T>(Binary::multiply, [](int a, int b) { return a * b; });
  expect_every_pair<T>(Binary::minimum, [](int a, int b) { return std::min(a, b); });
  expect_every_pair<T>(Binary::maximum, [](int a, int b) { return std::max(a, b); });
  expect_every_pair<T>(Binary::prelu, [](int a, int b) { return a < 0 ? a * b : a; });
  expect_every_pair<T>(Binary::divide, [](int a, int b) { return a / b; }, true);
  expect_every_pair<T>(Binary::remainder, [](int a, int b) { return a % b; }, true);
  expect_every_pair<T>(Binary::modulo, [](int a, int b) { return a - floor_divided(a, b) * b; }, true);
}

TEST(Arithmetic, EveryPairOfBytes) {
  expect_arithmetic<std::int8_t>();
  expect_arithmetic<std::uint8_t>();
}

TEST(Arithmetic, EndsOfWideIntegers) {
  EXPECT_EQ(result(Binary::add, INT64_MAX, std::int64_t{1}), INT64_MIN);
  EXPECT_EQ(result(Binary::subtract, INT32_MIN, std::int32_t{1}), INT32_MAX);
  EXPECT_EQ(result(Binary::multiply, INT64_MAX, INT64_MAX), 1);
  EXPECT_EQ(result(Binary::multiply, std::uint16_t{65535}, std::uint16_t{65535}), 1);
  EXPECT_EQ(result(Binary::divide, INT64_MIN, std::int64_t{-1}), INT64_MIN);
  EXPECT_EQ(result(Binary::divide, INT32_MIN, std::int32_t{-1}), INT32_MIN);
  for (const Binary kind : {Binary::modulo, Binary::remainder})
    EXPECT_EQ(result(kind, INT64_MIN, std::int64_t{-1}), 0);
  EXPECT_EQ(result(Binary::modulo, INT64_MIN, INT64_MAX), INT64_MAX - 1);
  EXPECT_EQ(result(Binary::modulo, INT64_MAX, INT64_MIN), -1);
  EXPECT_EQ(result(Binary::prelu, INT32_MIN, std::int32_t{-1}), INT32_MIN);
  EXPECT_EQ(result(Binary::prelu, INT64_MIN, INT64_MAX), INT64_MIN);
}

TEST(Arithmetic, IntegersAreNotDividedByZero) {
  const Tensor a = counted<std::int32_t>({3}), b = array_of<std::int32_t>({3}, {1, 2, 0});
  Tensor y({3}, DType::i32);
  for (const Binary kind : {Binary::divide, Binary::modulo, Binary::remainder}) {
    const Error error = error_of([&] { binary(kind, a, b, y, at_once); });
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
    EXPECT_TRUE(mentions(error, "an integer is divided by zero"));
  }
  EXPECT_EQ(result(Binary::divide, 1.f, 0.f), INFINITY);
  EXPECT_TRUE(std::isnan(result(Binary::modulo, 1.f, 0.f)));
}

// numpy.mod has the sign of the divisor, numpy.fmod (ONNX Mod with fmod = 1) that of the dividend.
template <class T>
void expect_remainders() {
  const T a = T{7.5}, b = 2, big = std::numeric_limits<T>::infinity();
  EXPECT_EQ(result(Binary::modulo, a, b), T{1.5});
  EXPECT_EQ(result(Binary::modulo, -a, b), T{0.5});
  EXPECT_EQ(result(Binary::modulo, a, -b), T{-0.5});
  EXPECT_EQ(result(Binary::modulo, -a, -b), T{-1.5});
  EXPECT_EQ(result(Binary::remainder, -a, b), T{-1.5});
  EXPECT_EQ(result(Binary::remainder, a, -b), T{1.5});
  EXPECT_EQ(result(Binary::modulo, a, big), a);
  EXPECT_EQ(result(Binary::modulo, -a, big), big);
  EXPECT_EQ(result(Binary::modulo, T{6}, -b), 0);
}

TEST(Arithmetic, RemaindersOfReals) {
  expect_remainders<float>();
  expect_remainders<double>();
}

TEST(Arithmetic, NanStaysInMinimumAndMaximum) {
  for (const Binary kind : {Binary::minimum, Binary::maximum}) {
    EXPECT_TRUE(std::isnan(result(kind, NAN, 1.f)));
    EXPECT_TRUE(std::isnan(result(kind, 1.f, NAN)));
    EXPECT_TRUE(std::isnan(result(kind, double{NAN}, 1.)));
  }
  EXPECT_TRUE(std::isnan(result(Binary::prelu, NAN, 0.f)));
}

TEST(Arithmetic, ShiftsOfEveryByte) {
  expect_every_pair<std::uint8_t>(Binary::left_shift, [](int a, int b) { return b < 8 ? a << b : 0; });
  expect_every_pair<std::uint8_t>(Binary::right_shift, [](int a, int b) { return b < 8 ? a >> b : 0; });
  EXPECT_EQ(result(Binary::left_shift, std::uint16_t{65535}, std::uint16_t{15}), 0x8000);
  EXPECT_EQ(result(Binary::left_shift, std::uint16_t{1}, std::uint16_t{16}), 0);
  const Error error = error_of([] { result(Binary::right_shift, std::int32_t{8}, std::int32_t{1}); });
  EXPECT_EQ(error.code(), ErrorCode::graph_invalid);
  EXPECT_TRUE(mentions(error, "not defined for i32"));
}

// The exponent may be of another type; the result is converted to that of the base.
TEST(Arithmetic, Powers) {
  for (float base = -3; base <= 3; base += 0.5f) {
    EXPECT_EQ(result(Binary::power, base, 2.f), base * base);
    EXPECT_EQ(result(Binary::power, base, std::int64_t{2}), base * base);
    EXPECT_EQ(result(Binary::power, base, 3.), base * base * base);
    EXPECT_EQ(result(Binary::power, base, std::uint8_t{0}), 1);
  }
  EXPECT_EQ(result(Binary::power, 4.f, 0.5f), 2);
  EXPECT_TRUE(std::isnan(result(Binary::power, -4.f, 0.5f)));
  EXPECT_EQ(result(Binary::power, std::int64_t{-3}, std::int32_t{3}), -27);
  EXPECT_EQ(result(Binary::power, std::int32_t{2}, std::int32_t{-1}), 0);
  EXPECT_EQ(result(Binary::power, std::int32_t{9}, 0.5f), 3);
  EXPECT_EQ(result(Binary::power, std::int32_t{2}, std::int32_t{31}), INT32_MAX);
}

// A square is written without pow: the same for an array of exponents.
TEST(Arithmetic, SquaresOneByOne) {
  const Tensor x = few_numbers<float>({6}, 1);
  Tensor one(x.shape()), many(x.shape());
  binary(Binary::power, x, scalar(2.f), one, in_pieces);
  binary(Binary::power, x, Tensor::filled({6}, 2), many, in_pieces);
  EXPECT_EQ(elements_of<float>(one), elements_of<float>(many));
}

}  // namespace
}  // namespace perpixel::array
