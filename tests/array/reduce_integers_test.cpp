// Reductions of integers, and what runs along one axis: positions of extremes, running sums.
#include <cmath>
#include <limits>

#include "array/arrays.h"
#include "array/reduce.h"

namespace perpixel::array {
namespace {

template <class T>
T over_all(Reduction kind, const std::vector<T>& row) {
  Tensor y({}, dtype_of<T>());
  reduce(kind, array_of({static_cast<std::int64_t>(row.size())}, row), {true}, y, at_once);
  return y.as<T>()[0];
}

TEST(ReduceIntegers, SumsAndProductsWrap) {
  using Bytes = std::vector<std::int8_t>;
  EXPECT_EQ(over_all(Reduction::sum, Bytes{100, 100}), -56);
  EXPECT_EQ(over_all(Reduction::product, Bytes{100, 100}), 16);  // 10000 = 39 * 256 + 16
  EXPECT_EQ(over_all(Reduction::sum_square, Bytes{-10, -10, -10}), 44);
  EXPECT_EQ(over_all(Reduction::sum, std::vector<std::int64_t>{INT64_MAX, 1}), INT64_MIN);
  EXPECT_EQ(over_all(Reduction::l1, std::vector<std::uint8_t>{200, 100}), 44);
}

TEST(ReduceIntegers, MeansAreDividedTowardsZero) {
  EXPECT_EQ(over_all(Reduction::mean, std::vector<std::int32_t>{-7, 0}), -3);
  EXPECT_EQ(over_all(Reduction::mean, std::vector<std::int32_t>{7, 0}), 3);
  EXPECT_EQ(over_all(Reduction::mean, std::vector<std::uint8_t>{255, 254}), 254);
  EXPECT_EQ(over_all(Reduction::mean, std::vector<std::int16_t>{}), 0);
}

// What a double does not hold: 2^53 + 1, and the greatest integer of all.
TEST(ReduceIntegers, MeansOfLargeIntegersAreExact) {
  const std::int64_t odd = (std::int64_t{1} << 53) + 1;
  EXPECT_EQ(over_all(Reduction::mean, std::vector<std::int64_t>{odd, odd}), odd);
  EXPECT_EQ(over_all(Reduction::mean, std::vector<std::int64_t>{INT64_MAX}), INT64_MAX);
  EXPECT_EQ(over_all(Reduction::mean, std::vector<std::int64_t>{INT64_MIN}), INT64_MIN);
}

TEST(ReduceIntegers, TheLeastIntegerHasNoMagnitude) {
  EXPECT_EQ(over_all(Reduction::l1, std::vector<std::int8_t>{-128}), -128);
  EXPECT_EQ(over_all(Reduction::l1, std::vector<std::int32_t>{INT32_MIN, 5}), INT32_MIN + 5);
  EXPECT_EQ(over_all(Reduction::l1, std::vector<std::int64_t>{INT64_MIN}), INT64_MIN);
}

// As `cast`: cut off, and beyond the type its nearest end. By hand: sqrt(2) 127 = 179.6, 127 + log 4 = 128.4.
TEST(ReduceIntegers, RootsAndLogarithms) {
  using Bytes = std::vector<std::int8_t>;
  EXPECT_EQ(over_all(Reduction::l2, Bytes{2, 2}), 2);
  EXPECT_EQ(over_all(Reduction::l2, Bytes{127, 127}), 127);
  EXPECT_EQ(over_all(Reduction::log_sum_exp, Bytes{127, 127, 127, 127}), 127);
  EXPECT_EQ(over_all(Reduction::log_sum, Bytes{50, 50}), 4);
  EXPECT_EQ(over_all(Reduction::log_sum, Bytes{0}), -128);
  EXPECT_EQ(over_all(Reduction::log_sum, Bytes{-1}), 0);
  // The square lies between 2^63 and 2^64.
  EXPECT_EQ(over_all(Reduction::l2, std::vector<std::int64_t>{-3037000500}), 3037000500);
}

TEST(ReduceIntegers, ExtremesOfNothing) {
  EXPECT_EQ(over_all(Reduction::maximum, std::vector<std::int16_t>{}), INT16_MIN);
  EXPECT_EQ(over_all(Reduction::minimum, std::vector<std::int64_t>{}), INT64_MAX);
  EXPECT_EQ(over_all(Reduction::maximum, std::vector<std::int64_t>{INT64_MIN, INT64_MAX - 1}), INT64_MAX - 1);
}

/// For every line along the axis: at(k) is the flat place of its k-th element, first the place in the result.
template <class Check>
void for_lines(const Shape& shape, std::size_t axis, const Check& check) {
  Shape lines = shape;
  lines[axis] = 1;
  for (std::int64_t line = 0; line < element_count(lines); ++line)
    check(line, [&, line](std::int64_t k) {
      Shape at = position_of(line, lines);
      at[axis] = k;
      return flat_of(at, shape);
    });
}

template <class T>
void expect_extremes(const Tensor& x, std::size_t axis) {
  for (const bool greatest : {false, true})
    for (const bool last : {false, true}) {
      Shape shape = x.shape();
      shape[axis] = 1;
      Tensor y(shape, DType::i64);
      arg_extreme(x, axis, greatest, last, y, in_pieces);
      for_lines(x.shape(), axis, [&](std::int64_t line, const auto& at) {
        std::vector<T> row;
        for (std::int64_t k = 0; k < x.shape()[axis]; ++k) row.push_back(x.as<T>()[at(k)]);
        const T best = greatest ? *std::ranges::max_element(row) : *std::ranges::min_element(row);
        const std::int64_t first = std::ranges::find(row, best) - row.begin();
        const std::int64_t latest = row.rend() - std::find(row.rbegin(), row.rend(), best) - 1;
        ASSERT_EQ(y.as<std::int64_t>()[line], last ? latest : first) << shape_text(x.shape());
      });
    }
}

TEST(ArgExtreme, FirstAndLastOfEquals) {
  for (const Shape& shape : all_shapes(3, {0, 1, 2, 6}))
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] == 0) continue;
      expect_extremes<float>(few_numbers<float>(shape, 1, -1, 1), axis);
      expect_extremes<std::int64_t>(few_numbers<std::int64_t>(shape, 2, -1, 1), axis);
    }
  expect_extremes<std::int64_t>(array_of<std::int64_t>({3}, {INT64_MAX - 1, INT64_MAX, INT64_MIN}), 0);
}

template <class T>
std::vector<T> summed(const std::vector<T>& row, bool exclusive, bool reverse) {
  const Tensor x = array_of({static_cast<std::int64_t>(row.size())}, row);
  Tensor y(x.shape(), x.dtype());
  cumulative_sum(x, 0, exclusive, reverse, y, at_once);
  return elements_of<T>(y);
}

// The examples of ONNX's CumSum.
TEST(CumulativeSum, Examples) {
  using Row = std::vector<double>;
  const Row row{1, 2, 3, 4, 5};
  EXPECT_EQ(summed(row, false, false), (Row{1, 3, 6, 10, 15}));
  EXPECT_EQ(summed(row, true, false), (Row{0, 1, 3, 6, 10}));
  EXPECT_EQ(summed(row, false, true), (Row{15, 14, 12, 9, 5}));
  EXPECT_EQ(summed(row, true, true), (Row{14, 12, 9, 5, 0}));
}

TEST(CumulativeSum, EveryAxisAgainstALoop) {
  for (const Shape& shape : all_shapes(3, {0, 1, 2, 3}))
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      for (const bool exclusive : {false, true})
        for (const bool reverse : {false, true}) {
          const Tensor x = few_numbers<std::int32_t>(shape, 1);
          Tensor y(shape, DType::i32);
          cumulative_sum(x, axis, exclusive, reverse, y, in_pieces);
          for_lines(shape, axis, [&](std::int64_t, const auto& at) {
            for (std::int64_t k = 0; k < shape[axis]; ++k) {
              std::int32_t wanted = 0;
              for (std::int64_t j = 0; j < shape[axis]; ++j) {
                const bool before = reverse ? j > k : j < k;
                if (before || (j == k && !exclusive)) wanted += x.as<std::int32_t>()[at(j)];
              }
              ASSERT_EQ(y.as<std::int32_t>()[at(k)], wanted) << shape_text(shape);
            }
          });
        }
}

TEST(CumulativeSum, IntegersWrapAndFloatsAreSummedInDouble) {
  EXPECT_EQ(summed<std::int8_t>({100, 100, 1}, false, false), (std::vector<std::int8_t>{100, -56, -55}));
  EXPECT_EQ(summed<float>({1e8f, 1, -1e8f}, false, false)[2], 1);
}

}  // namespace
}  // namespace perpixel::array
