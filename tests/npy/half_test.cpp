#include "npy/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

namespace perpixel {
namespace {

/// The value of half bits, by the definition of the format.
double value_of(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
  const double size = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return bits & 0x8000 ? -size : size;
}

// IEEE 754-2008 binary16.
TEST(Half, KnownValues) {
  EXPECT_EQ(half_from_float(0.f), 0x0000);
  EXPECT_EQ(half_from_float(-0.f), 0x8000);
  EXPECT_EQ(half_from_float(1.f), 0x3C00);
  EXPECT_EQ(half_from_float(-2.f), 0xC000);
  EXPECT_EQ(half_from_float(65504.f), 0x7BFF);
  EXPECT_EQ(half_from_float(0x1p-14f), 0x0400);  // smallest normal
  EXPECT_EQ(half_from_float(0x1p-24f), 0x0001);  // smallest subnormal
  EXPECT_EQ(half_from_float(std::numeric_limits<float>::infinity()), 0x7C00);
  EXPECT_EQ(half_from_float(-std::numeric_limits<float>::infinity()), 0xFC00);
  EXPECT_EQ(half_from_float(std::numeric_limits<float>::quiet_NaN()) & 0x7FFF, 0x7E00);
}

TEST(Half, TiesGoToTheEvenNeighbour) {
  EXPECT_EQ(half_from_float(1 + 0x1p-11f), 0x3C00);      // between 1 and 1 + 2^-10
  EXPECT_EQ(half_from_float(1 + 3 * 0x1p-11f), 0x3C02);  // between 1 + 2^-10 and 1 + 2^-9
  EXPECT_EQ(half_from_float(1 + 0x1p-11f + 0x1p-23f), 0x3C01);
  EXPECT_EQ(half_from_float(0x1p-25f), 0x0000);
  EXPECT_EQ(half_from_float(0x1.000002p-25f), 0x0001);
  EXPECT_EQ(half_from_float(3 * 0x1p-25f), 0x0002);
}

TEST(Half, OverflowBeginsHalfAUnitAboveTheLargest) {
  EXPECT_EQ(half_from_float(65519.996f), 0x7BFF);
  EXPECT_EQ(half_from_float(65520.f), 0x7C00);
  EXPECT_EQ(half_from_float(1e30f), 0x7C00);
}

// Property: every finite half comes back as itself.
TEST(Half, EveryHalfIsAFixedPoint) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    if ((half & 0x7C00) == 0x7C00) continue;
    ASSERT_EQ(half_from_float(static_cast<float>(value_of(half))), half);
  }
}

// Property: no half lies nearer than the one chosen.
TEST(Half, TheNearestIsChosen) {
  for (int i = 0; i < 20000; ++i) {
    const float value = std::ldexp(static_cast<float>(std::rand() % 65536) / 32768.f, std::rand() % 38 - 24);
    const std::uint16_t half = half_from_float(value);
    const double chosen = std::abs(value_of(half) - value);
    if (half > 0) {
      ASSERT_LE(chosen, std::abs(value_of(static_cast<std::uint16_t>(half - 1)) - value)) << value;
    }
    if (half < 0x7BFF) {
      ASSERT_LE(chosen, std::abs(value_of(static_cast<std::uint16_t>(half + 1)) - value)) << value;
    }
  }
}

// By hand: 1 + 2^-8 lies between 1 and 1 + 2^-7 and goes to the even one; a little more goes up; the largest
// float rounds to infinity.
TEST(Half, BfloatIsTheUpperHalfRounded) {
  EXPECT_EQ(bfloat_from_float(1.f), 0x3F80);
  EXPECT_EQ(bfloat_from_float(-2.f), 0xC000);
  EXPECT_EQ(bfloat_from_float(1 + 0x1p-8f), 0x3F80);
  EXPECT_EQ(bfloat_from_float(1 + 0x1p-8f + 0x1p-20f), 0x3F81);
  EXPECT_EQ(bfloat_from_float(1 + 3 * 0x1p-8f), 0x3F82);
  EXPECT_EQ(bfloat_from_float(std::numeric_limits<float>::max()), 0x7F80);
  EXPECT_EQ(bfloat_from_float(std::numeric_limits<float>::quiet_NaN()) & 0x7FC0, 0x7FC0);
}

}  // namespace
}  // namespace perpixel
