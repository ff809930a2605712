#include "array/broadcast.h"

#include <cmath>
#include <optional>

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

std::int64_t size_from_end(const Shape& shape, std::size_t i) {
  return i < shape.size() ? shape[shape.size() - 1 - i] : 1;
}

/// By the rule of ONNX and NumPy: sizes from the end, equal or one of them 1.
std::optional<Shape> fitted(const Shape& a, const Shape& b) {
  Shape shape;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::int64_t left = size_from_end(a, i), right = size_from_end(b, i);
    if (left != right && left != 1 && right != 1) return std::nullopt;
    shape.insert(shape.begin(), left == 1 ? right : left);
  }
  return shape;
}

TEST(BroadcastShape, EveryPair) {
  const std::vector<Shape> shapes = all_shapes(3, {0, 1, 2, 3});
  for (const Shape& a : shapes)
    for (const Shape& b : shapes) {
      if (const auto wanted = fitted(a, b))
        ASSERT_EQ(broadcast_shape(a, b), *wanted) << shape_text(a) << " and " << shape_text(b);
      else
        ASSERT_EQ(error_of([&] { broadcast_shape(a, b); }).code(), ErrorCode::shape_mismatch);
    }
}

TEST(BroadcastShape, TheErrorNamesBoth) {
  EXPECT_TRUE(mentions(error_of([] { broadcast_shape({2, 3}, {4}); }), "[2, 3] and [4] do not fit together"));
}

/// The element of x that is repeated to `at`.
template <class T>
T element(const Tensor& x, const Shape& at) {
  Shape own(x.shape().size());
  for (std::size_t i = 0; i < own.size(); ++i)
    own[i] = x.shape()[i] == 1 ? 0 : at[at.size() - own.size() + i];
  return x.as<T>()[flat_of(own, x.shape())];
}

// Subtraction, so that the two sides cannot be mistaken for each other.
template <class T>
void expect_difference(const Shape& a_shape, const Shape& b_shape, const Shape& shape) {
  const Tensor a = few_numbers<T>(a_shape, 1), b = few_numbers<T>(b_shape, 2);
  Tensor y(shape, a.dtype());
  binary(Binary::subtract, a, b, y, in_pieces);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const Shape at = position_of(i, shape);
    ASSERT_EQ(y.as<T>()[i], static_cast<T>(element<T>(a, at) - element<T>(b, at)))
        << shape_text(a_shape) << " and " << shape_text(b_shape) << " at " << shape_text(at);
  }
}

TEST(Binary, EveryPairOfShapesAgainstALoop) {
  const std::vector<Shape> shapes = all_shapes(3, {0, 1, 3});
  for (const Shape& a : shapes)
    for (const Shape& b : shapes)
      if (const auto shape = fitted(a, b)) {
        expect_difference<float>(a, b, *shape);
        expect_difference<std::int8_t>(a, b, *shape);
        expect_difference<std::uint16_t>(a, b, *shape);
        expect_difference<std::int64_t>(a, b, *shape);
      }
}

// A larger result repeats both: how sums of three and more are begun.
TEST(Binary, AResultLargerThanBoth) {
  Tensor y({2, 2, 3});
  binary(Binary::subtract, counted<float>({3}), counted<float>({2, 1}), y, in_pieces);
  EXPECT_EQ(elements_of<float>(y), (std::vector<float>{0, 1, 2, -1, 0, 1, 0, 1, 2, -1, 0, 1}));
}

TEST(Binary, TheResultMayBeTheFirst) {
  Tensor a = counted<float>({2, 3});
  binary(Binary::multiply, a, counted<float>({3}), a, in_pieces);
  EXPECT_EQ(elements_of<float>(a), (std::vector<float>{0, 1, 4, 0, 4, 10}));
}

template <class T>
void expect_comparisons(const Tensor& a, const Tensor& b) {
  const std::pair<Comparison, bool (*)(T, T)> comparisons[] = {
      {Comparison::equal, [](T l, T r) { return l == r; }},
      {Comparison::less, [](T l, T r) { return l < r; }},
      {Comparison::less_or_equal, [](T l, T r) { return l <= r; }},
      {Comparison::greater, [](T l, T r) { return l > r; }},
      {Comparison::greater_or_equal, [](T l, T r) { return l >= r; }}};
  for (const auto& [kind, holds] : comparisons) {
    Tensor y(broadcast_shape(a.shape(), b.shape()), DType::boolean);
    compare(kind, a, b, y, in_pieces);
    for (std::int64_t i = 0; i < y.count(); ++i) {
      const Shape at = position_of(i, y.shape());
      ASSERT_EQ(y.as<bool>()[i], holds(element<T>(a, at), element<T>(b, at)))
          << static_cast<int>(kind) << " at " << shape_text(at);
    }
  }
}

TEST(Compare, EveryTypeAndEveryPair) {
  const std::vector<double> reals{-INFINITY, -1, 0, 1, INFINITY, NAN};
  expect_comparisons<double>(array_of({6, 1}, reals), array_of({6}, reals));
  const std::vector<std::int64_t> integers{INT64_MIN, INT64_MAX - 1, INT64_MAX};
  expect_comparisons<std::int64_t>(array_of({3, 1}, integers), array_of({3}, integers));
  const std::vector<std::uint8_t> octets{0, 127, 128, 255};
  expect_comparisons<std::uint8_t>(array_of({4, 1}, octets), array_of({4}, octets));
  expect_comparisons<bool>(counted<bool>({2, 1}), counted<bool>({2}));
}

TEST(Logic, TruthTables) {
  const Tensor a = counted<bool>({2, 1}), b = counted<bool>({2});
  const auto table = [&](Logic kind) {
    Tensor y({2, 2}, DType::boolean);
    logic(kind, a, b, y, in_pieces);
    return elements_of<bool>(y);
  };
  EXPECT_EQ(table(Logic::both), (std::vector<bool>{false, false, false, true}));
  EXPECT_EQ(table(Logic::either), (std::vector<bool>{false, true, true, true}));
  EXPECT_EQ(table(Logic::one), (std::vector<bool>{false, true, true, false}));
}

template <class T>
void expect_chosen(const Shape& condition_shape, const Shape& a_shape, const Shape& b_shape,
                   const Shape& shape) {
  const Tensor condition = few_numbers<bool>(condition_shape, 3, 0, 1), a = few_numbers<T>(a_shape, 1, 0, 9),
               b = few_numbers<T>(b_shape, 2, 10, 19);
  Tensor y(shape, a.dtype());
  where(condition, a, b, y, in_pieces);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const Shape at = position_of(i, shape);
    ASSERT_EQ(y.as<T>()[i], element<bool>(condition, at) ? element<T>(a, at) : element<T>(b, at))
        << shape_text(condition_shape) << " ? " << shape_text(a_shape) << " : " << shape_text(b_shape);
  }
}

TEST(Where, EveryThreeShapesAgainstALoop) {
  const std::vector<Shape> shapes = all_shapes(2, {0, 1, 3});
  for (const Shape& condition : shapes)
    for (const Shape& a : shapes)
      for (const Shape& b : shapes) {
        const auto two = fitted(a, b);
        const auto shape = two ? fitted(condition, *two) : std::nullopt;
        if (!shape) continue;
        expect_chosen<std::uint8_t>(condition, a, b, *shape);
        expect_chosen<std::int16_t>(condition, a, b, *shape);
        expect_chosen<float>(condition, a, b, *shape);
        expect_chosen<std::int64_t>(condition, a, b, *shape);
      }
}

TEST(Broadcast, HalvesAreMovedButNotCalculatedWith) {
  Tensor half({2}, DType::f16), y = Tensor::zeros({2}, DType::f16), truths({2}, DType::boolean);
  std::ranges::fill_n(static_cast<std::uint16_t*>(half.data()), 2, std::uint16_t{0x3C00});
  where(scalar(true), half, y, y, at_once);
  EXPECT_EQ(static_cast<const std::uint16_t*>(y.data())[1], 0x3C00);
  EXPECT_TRUE(
      mentions(error_of([&] { binary(Binary::add, half, half, y, at_once); }), "no arithmetic on f16"));
  EXPECT_TRUE(mentions(error_of([&] { compare(Comparison::less, half, half, truths, at_once); }),
                       "no arithmetic on f16"));
}

}  // namespace
}  // namespace perpixel::array
