#include "array/range.h"

#include <cmath>
#include <limits>

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

template <class T>
std::vector<T> ranged(T start, T limit, T step) {
  Tensor y({range_count(scalar(start), scalar(limit), scalar(step))}, dtype_of<T>());
  range(scalar(start), scalar(step), y);
  return elements_of<T>(y);
}

// The examples of ONNX's Range.
TEST(Range, Examples) {
  EXPECT_EQ(ranged<float>(1, 5, 2), (std::vector<float>{1, 3}));
  EXPECT_EQ(ranged<std::int32_t>(10, 4, -2), (std::vector<std::int32_t>{10, 8, 6}));
  EXPECT_EQ(ranged<std::int32_t>(10, 6, -3), (std::vector<std::int32_t>{10, 7}));
}

template <class T>
void expect_counting(int least) {
  for (int start = least; start <= 5; ++start)
    for (int limit = least; limit <= 5; ++limit)
      for (int step = least; step <= 3; ++step) {
        if (step == 0) continue;
        std::vector<T> wanted;
        for (int at = start; step > 0 ? at < limit : at > limit; at += step)
          wanted.push_back(static_cast<T>(at));
        EXPECT_EQ(ranged(static_cast<T>(start), static_cast<T>(limit), static_cast<T>(step)), wanted)
            << start << " " << limit << " " << step;
      }
}

TEST(Range, CountsAsALoopDoes) {
  expect_counting<float>(-5);
  expect_counting<double>(-5);
  expect_counting<std::int8_t>(-5);
  expect_counting<std::int16_t>(-5);
  expect_counting<std::int32_t>(-5);
  expect_counting<std::int64_t>(-5);
  expect_counting<std::uint8_t>(0);
  expect_counting<std::uint16_t>(0);
}

// The limit is never reached; a step is multiplied, not added up.
TEST(Range, Fractions) {
  EXPECT_EQ(ranged<double>(0, 1, 0.25), (std::vector<double>{0, 0.25, 0.5, 0.75}));
  EXPECT_EQ(ranged<double>(0, 1.01, 0.25), (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
  EXPECT_EQ(ranged<double>(1, -0.5, -0.75), (std::vector<double>{1, 0.25}));
  const std::vector<float> tenths = ranged<float>(0, 100, 0.1f);
  ASSERT_EQ(tenths.size(), 1000u);
  EXPECT_EQ(tenths[999], 999 * 0.1f);
}

// The distance of two integers does not fit in a double, or in their own type.
TEST(Range, LargeIntegers) {
  using Ints = std::vector<std::int64_t>;
  const std::int64_t large = std::int64_t{1} << 62;
  EXPECT_EQ(ranged<std::int64_t>(large, large + 3, 1), (Ints{large, large + 1, large + 2}));
  EXPECT_EQ(ranged<std::int64_t>(large + 3, large, -2), (Ints{large + 3, large + 1}));
  EXPECT_EQ(ranged<std::int64_t>(INT64_MIN, INT64_MAX, INT64_MAX), (Ints{INT64_MIN, -1, INT64_MAX - 1}));
  EXPECT_EQ(ranged<std::int64_t>(INT64_MAX, INT64_MIN, INT64_MIN), (Ints{INT64_MAX, -1}));
  EXPECT_EQ(ranged<std::int8_t>(-128, 127, 100), (std::vector<std::int8_t>{-128, -28, 72}));
}

TEST(Range, WhatNeverEndsIsRefused) {
  const auto error = [](auto start, auto limit, auto step) {
    return error_of([&] { range_count(scalar(start), scalar(limit), scalar(step)); });
  };
  const std::int64_t zero = 0, one = 1, most = std::int64_t{1} << 40;
  EXPECT_EQ(error(one, zero, zero).code(), ErrorCode::bad_value);
  EXPECT_TRUE(mentions(error(1.f, 5.f, 0.f), "counting from 1.000000 to 5.000000 by 0.000000 never ends"));
  EXPECT_TRUE(mentions(error(zero, most, one), "counting from 0 to 1099511627776 by 1 never ends"));
  EXPECT_EQ(range_count(scalar(one), scalar(most), scalar(one)), most - 1);
  EXPECT_TRUE(mentions(error(0.f, INFINITY, 1.f), "to inf by"));
  EXPECT_TRUE(mentions(error(0.f, NAN, 1.f), "never ends"));
  EXPECT_EQ(range_count(scalar(0.f), scalar(-INFINITY), scalar(1.f)), 0);
}

}  // namespace
}  // namespace perpixel::array
