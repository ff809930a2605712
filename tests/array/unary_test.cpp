#include "array/unary.h"

#include <cmath>
#include <limits>

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

template <class T>
T applied(const Curve& curve, T x) {
  Tensor y({}, dtype_of<T>());
  unary(curve, scalar(x), y, at_once);
  return y.as<T>()[0];
}

struct Definition {
  Unary kind;
  double (*value)(double x);
};

// As the header (and ONNX opset 17) defines them; a = 0.75, b = 0.5.
constexpr Definition kDefinitions[] = {
    {Unary::abs, [](double x) { return x < 0 ? -x : x; }},
    {Unary::negate, [](double x) { return -x; }},
    {Unary::sign, [](double x) { return x < 0   ? -1.
                                        : x > 0 ? 1.
                                                : 0.; }},
    {Unary::floor, [](double x) { return std::floor(x); }},
    {Unary::ceil, [](double x) { return std::ceil(x); }},
    {Unary::round, [](double x) { return x - std::remainder(x, 1); }},
    {Unary::sqrt, [](double x) { return std::sqrt(x); }},
    {Unary::reciprocal, [](double x) { return 1 / x; }},
    {Unary::exp, [](double x) { return std::exp(x); }},
    {Unary::log, [](double x) { return std::log(x); }},
    {Unary::sin, [](double x) { return std::sin(x); }},
    {Unary::cos, [](double x) { return std::cos(x); }},
    {Unary::tan, [](double x) { return std::tan(x); }},
    {Unary::asin, [](double x) { return std::asin(x); }},
    {Unary::acos, [](double x) { return std::acos(x); }},
    {Unary::atan, [](double x) { return std::atan(x); }},
    {Unary::sinh, [](double x) { return std::sinh(x); }},
    {Unary::cosh, [](double x) { return std::cosh(x); }},
    {Unary::tanh, [](double x) { return std::tanh(x); }},
    {Unary::erf, [](double x) { return std::erf(x); }},
    {Unary::relu, [](double x) { return std::max(x, 0.); }},
    {Unary::sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }},
    {Unary::softplus, [](double x) { return std::log(1 + std::exp(x)); }},
    {Unary::softsign, [](double x) { return x / (1 + std::abs(x)); }},
    {Unary::hard_sigmoid, [](double x) { return std::clamp(0.75 * x + 0.5, 0., 1.); }},
    {Unary::hard_swish, [](double x) { return x * std::clamp(x / 6 + 0.5, 0., 1.); }},
    {Unary::leaky_relu, [](double x) { return x < 0 ? 0.75 * x : x; }},
    {Unary::elu, [](double x) { return x < 0 ? 0.75 * (std::exp(x) - 1) : x; }},
    {Unary::celu, [](double x) { return std::max(0., x) + std::min(0., 0.75 * (std::exp(x / 0.75) - 1)); }},
    {Unary::selu, [](double x) { return 0.5 * (x > 0 ? x : 0.75 * (std::exp(x) - 1)); }},
    {Unary::thresholded_relu, [](double x) { return x > 0.75 ? x : 0; }},
};

TEST(Unary, EveryFunctionByItsDefinition) {
  for (const auto& [kind, value] : kDefinitions)
    for (double x = -4; x <= 4; x += 0.125) {
      const Curve curve{kind, 0.75f, 0.5f};
      const double wanted = value(x);
      const float narrow = applied(curve, static_cast<float>(x));
      const double wide = applied(curve, x);
      if (std::isnan(wanted) || std::isinf(wanted)) {
        EXPECT_TRUE(std::isnan(wanted) ? std::isnan(narrow) && std::isnan(wide)
                                       : narrow == static_cast<float>(wanted) && wide == wanted)
            << static_cast<int>(kind) << " at " << x;
      } else {
        EXPECT_NEAR(wide, wanted, 1e-14 * (1 + std::abs(wanted))) << static_cast<int>(kind) << " at " << x;
        EXPECT_NEAR(narrow, wanted, 1e-6 * (1 + std::abs(wanted))) << static_cast<int>(kind) << " at " << x;
      }
    }
}

// ONNX: ThresholdedRelu is 0 wherever x > a does not hold.
TEST(Unary, NanStaysOne) {
  for (const auto& [kind, value] : kDefinitions) {
    const Curve curve{kind, 0.75f, 0.5f};
    if (kind == Unary::thresholded_relu)
      EXPECT_EQ(applied(curve, kNan), 0);
    else
      EXPECT_TRUE(std::isnan(applied(curve, kNan)) && std::isnan(applied(curve, double{kNan})))
          << static_cast<int>(kind);
  }
}

TEST(Unary, FarOutNothingOverflows) {
  EXPECT_EQ(applied({Unary::sigmoid}, 1000.f), 1);
  EXPECT_EQ(applied({Unary::sigmoid}, -1000.f), 0);
  EXPECT_EQ(applied({Unary::softplus}, 1000.f), 1000);
  EXPECT_EQ(applied({Unary::softplus}, -1000.f), 0);
  EXPECT_EQ(applied({Unary::elu, 2}, -1000.f), -2);
  EXPECT_EQ(applied({Unary::celu, 2}, 1000.f), 1000);
}

template <class T>
void expect_every_integer() {
  using Limits = std::numeric_limits<T>;
  for (int v = Limits::min(); v <= Limits::max(); ++v) {
    const T x = static_cast<T>(v);
    EXPECT_EQ(applied({Unary::abs}, x), static_cast<T>(std::abs(v)));
    EXPECT_EQ(applied({Unary::negate}, x), static_cast<T>(-v));
    EXPECT_EQ(applied({Unary::sign}, x), v < 0 ? -1 : v > 0 ? 1 : 0);
    EXPECT_EQ(applied({Unary::relu}, x), std::max(v, 0));
    for (const Unary kind : {Unary::floor, Unary::ceil, Unary::round}) EXPECT_EQ(applied({kind}, x), x);
  }
}

// The negative of the least integer is itself.
TEST(Unary, Integers) {
  expect_every_integer<std::int8_t>();
  expect_every_integer<std::uint8_t>();
  EXPECT_EQ(applied({Unary::negate}, INT64_MIN), INT64_MIN);
  EXPECT_EQ(applied({Unary::abs}, INT32_MIN), INT32_MIN);
  EXPECT_EQ(applied({Unary::negate}, INT64_MAX), -INT64_MAX);
}

TEST(Unary, WhatIntegersAndBooleansHaveNot) {
  const Error error = error_of([] { applied({Unary::exp}, std::int32_t{1}); });
  EXPECT_EQ(error.code(), ErrorCode::graph_invalid);
  EXPECT_TRUE(mentions(error, "not defined for i32"));
  EXPECT_TRUE(mentions(error_of([] { applied({Unary::negate}, true); }), "no arithmetic on bool"));
}

TEST(Unary, InPlaceAndInPieces) {
  Tensor x = few_numbers<float>({3, 5}, 1);
  const std::vector<float> before = elements_of<float>(x);
  unary({Unary::negate}, x, x, in_pieces);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(x.floats()[i], -before[i]);
  Tensor truths = array_of<bool>({3}, {true, false, true});
  logical_not(truths, truths, in_pieces);
  EXPECT_EQ(elements_of<bool>(truths), (std::vector<bool>{false, true, false}));
}

template <class T>
T clipped(T x, const Tensor& low, const Tensor& high) {
  Tensor y({}, dtype_of<T>());
  clip(scalar(x), low, high, y, at_once);
  return y.as<T>()[0];
}

TEST(Clip, EveryPairOfBounds) {
  for (int x = -4; x <= 4; ++x)
    for (int low = -3; low <= 3; ++low)
      for (int high = -3; high <= 3; ++high) {  // crossed bounds too: the upper one wins (ONNX)
        const int wanted = std::min(std::max(x, low), high);
        EXPECT_EQ(clipped(std::int64_t{x}, scalar(std::int64_t{low}), scalar(std::int64_t{high})), wanted);
        EXPECT_EQ(clipped(float(x), scalar(float(low)), scalar(float(high))), wanted);
        EXPECT_EQ(clipped(std::int8_t(x), scalar(std::int8_t(low)), {}), std::max(x, low));
        EXPECT_EQ(clipped(double(x), {}, scalar(double(high))), std::min(x, high));
      }
}

TEST(Clip, NoBoundNoLimit) {
  EXPECT_EQ(clipped(-INFINITY, {}, {}), -INFINITY);
  EXPECT_EQ(clipped(INT64_MIN, {}, scalar(std::int64_t{0})), INT64_MIN);
  EXPECT_TRUE(std::isnan(clipped(kNan, scalar(0.f), scalar(1.f))));
}

TEST(Clip, BoundsHaveTheTypeOfWhatTheyBound) {
  EXPECT_EQ(error_of([] { clipped(std::int64_t{1}, scalar(0.f), {}); }).code(), ErrorCode::shape_mismatch);
}

}  // namespace
}  // namespace perpixel::array
