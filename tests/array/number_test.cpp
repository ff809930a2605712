#include "array/number.h"

#include <cmath>
#include <limits>

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

constexpr DType kIntegers[] = {DType::i8, DType::u8, DType::i16, DType::u16, DType::i32, DType::i64};
constexpr DType kElements[] = {DType::f32, DType::f64, DType::i8,  DType::u8,     DType::i16,
                               DType::u16, DType::i32, DType::i64, DType::boolean};

template <class To, class From>
To cast_one(From value) {
  Tensor y({}, dtype_of<To>());
  cast(scalar(value), y, at_once);
  return y.as<To>()[0];
}

TEST(Number, SmallNumbersStayThemselvesInEveryType) {
  for (const DType from_type : kElements)
    for (const DType to_type : kElements)
      with_element(from_type, [&](auto from) {
        with_element(to_type, [&](auto to) {
          using From = decltype(from);
          using To = decltype(to);
          for (const int value : {0, 1, 2, 100, 127}) {
            const auto source = static_cast<From>(value);
            EXPECT_EQ(cast_one<To>(source), static_cast<To>(source))
                << value << " from " << dtype_name(from_type) << " to " << dtype_name(to_type);
          }
        });
      });
}

TEST(Number, WholeArraysInPieces) {
  const Tensor x = few_numbers<float>({3, 5}, 1);
  Tensor y(x.shape(), DType::i16);
  cast(x, y, in_pieces);
  for (std::int64_t i = 0; i < x.count(); ++i) EXPECT_EQ(y.as<std::int16_t>()[i], x.floats()[i]);
  Tensor nothing({0}, DType::i64);
  cast(Tensor({0}), nothing, in_pieces);
}

template <class Real>
void expect_ends_of_integers() {
  for (const DType type : kIntegers)
    with_number(type, [](auto number) {
      using T = decltype(number);
      if constexpr (std::is_integral_v<T>) {
        using Limits = std::numeric_limits<T>;
        EXPECT_EQ(cast_one<T>(std::numeric_limits<Real>::quiet_NaN()), 0);
        EXPECT_EQ(cast_one<T>(std::numeric_limits<Real>::infinity()), Limits::max());
        EXPECT_EQ(cast_one<T>(-std::numeric_limits<Real>::infinity()), Limits::min());
        const Real beyond = std::ldexp(Real{1}, Limits::digits);  // the greatest one and one more
        EXPECT_EQ(cast_one<T>(beyond), Limits::max());
        const Real before = std::nextafter(beyond, Real{0});
        EXPECT_EQ(cast_one<T>(before), static_cast<T>(before));
        EXPECT_EQ(cast_one<T>(static_cast<Real>(Limits::min())), Limits::min());
        EXPECT_EQ(cast_one<T>(-2 * beyond), Limits::min());
      }
    });
}

TEST(Number, RealsBeyondAnIntegerTypeGiveItsEnds) {
  expect_ends_of_integers<float>();
  expect_ends_of_integers<double>();
}

TEST(Number, FractionsAreCutOff) {
  EXPECT_EQ(cast_one<std::int8_t>(127.9), 127);
  EXPECT_EQ(cast_one<std::int8_t>(-128.9f), -128);
  EXPECT_EQ(cast_one<std::int32_t>(-1.9f), -1);
  EXPECT_EQ(cast_one<std::uint8_t>(-0.9), 0);
}

// ONNX's table of Cast, fixed point to fixed point: "200 (int16) -> -56 (int8)".
TEST(Number, IntegersLoseTheirHighBits) {
  EXPECT_EQ(cast_one<std::int8_t>(std::int16_t{200}), -56);
  EXPECT_EQ(cast_one<std::uint8_t>(std::int64_t{300}), 44);
  EXPECT_EQ(cast_one<std::uint16_t>(std::int8_t{-1}), 65535);
  EXPECT_EQ(cast_one<std::int32_t>(INT64_MIN), 0);
}

TEST(Number, OnlyZeroIsFalse) {
  EXPECT_FALSE(cast_one<bool>(-0.0));
  EXPECT_TRUE(cast_one<bool>(0.25f));
  EXPECT_TRUE(cast_one<bool>(NAN));
  EXPECT_TRUE(cast_one<bool>(INT64_MIN));
}

// IEEE 754 binary16 (0x3E00 = 1.5) and its bfloat cousin (0x3FC0 = 1.5).
TEST(Number, HalvesAreReadButNotWritten) {
  for (const auto& [type, bits] : {std::pair{DType::f16, 0x3E00}, {DType::bf16, 0x3FC0}}) {
    Tensor x({}, type), whole({}, DType::i32), real({}, DType::f64);
    *static_cast<std::uint16_t*>(x.data()) = static_cast<std::uint16_t>(bits);
    cast(x, whole, at_once);
    cast(x, real, at_once);
    EXPECT_EQ(whole.as<std::int32_t>()[0], 1);
    EXPECT_EQ(real.as<double>()[0], 1.5);
    const Error error = error_of([&] { cast(real, x, at_once); });
    EXPECT_EQ(error.code(), ErrorCode::graph_invalid);
    EXPECT_TRUE(mentions(error, std::string("no arithmetic on ") + dtype_name(type)));
  }
}

TEST(Number, IntegersOfEveryIntegerType) {
  for (const DType type : kIntegers)
    with_number(type, [](auto number) {
      using T = decltype(number);
      EXPECT_EQ(integers(array_of<T>({2}, {T{7}, static_cast<T>(-1)})),
                (std::vector<std::int64_t>{7, static_cast<std::int64_t>(static_cast<T>(-1))}));
    });
  EXPECT_EQ(integers(array_of<bool>({2}, {false, true})), (std::vector<std::int64_t>{0, 1}));
  for (const DType type : {DType::f32, DType::f64, DType::f16, DType::bf16}) {
    const Error error = error_of([&] { integers(Tensor::zeros({2, 3}, type)); });
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_TRUE(mentions(error, std::string("integers were wanted, got ") + dtype_name(type) + " [2, 3]"));
  }
}

TEST(Number, BooleansAreElementsButNoNumbers) {
  EXPECT_TRUE(mentions(error_of([] { with_number(DType::boolean, [](auto) {}); }), "no arithmetic on bool"));
  bool visited = false;
  with_element(DType::boolean, [&](auto element) { visited = std::is_same_v<decltype(element), bool>; });
  EXPECT_TRUE(visited);
}

}  // namespace
}  // namespace perpixel::array
