#include "array/matmul.h"

#include <cstdlib>

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

Tensor product(const Tensor& a, const Tensor& b) {
  Tensor y(matmul_shape(a.shape(), b.shape()), a.dtype());
  matmul(matmul_product(a.shape(), b.shape()), a, b, y, in_pieces);
  return y;
}

Shape joined(Shape batch, std::int64_t rows, std::int64_t columns) {
  batch.insert(batch.end(), {rows, columns});
  return batch;
}

/// Element [.., r, c] with the batch's axes of size 1 repeated.
template <class T>
T element(const Tensor& x, const Shape& at) {
  Shape own(at.end() - static_cast<std::ptrdiff_t>(x.shape().size()), at.end());
  for (std::size_t i = 0; i + 2 < own.size(); ++i)
    if (x.shape()[i] == 1) own[i] = 0;
  return x.as<T>()[flat_of(own, x.shape())];
}

template <class T>
void expect_product(const Shape& a_batch, const Shape& b_batch, std::int64_t m, std::int64_t k,
                    std::int64_t n) {
  const int least = std::is_unsigned_v<T> ? 0 : -3;
  const Tensor a = few_numbers<T>(joined(a_batch, m, k), 1, least),
               b = few_numbers<T>(joined(b_batch, k, n), 2, least);
  const Tensor y = product(a, b);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const Shape at = position_of(i, y.shape());
    T wanted{};
    for (std::int64_t j = 0; j < k; ++j) {
      Shape left = at, right = at;
      left.back() = right[right.size() - 2] = j;
      wanted = static_cast<T>(wanted + element<T>(a, left) * element<T>(b, right));
    }
    ASSERT_EQ(y.as<T>()[i], wanted) << shape_text(a.shape()) << " times " << shape_text(b.shape());
  }
}

// Small whole numbers: exact in every type.
TEST(MatMul, EveryShapeAgainstTheDefinition) {
  const std::pair<Shape, Shape> batches[] = {{{}, {}},      {{2}, {}},  {{}, {3}},
                                             {{2}, {2}},    {{1}, {3}}, {{2, 1}, {1, 3}},
                                             {{2, 3}, {3}}, {{0}, {1}}, {{2, 1}, {2}}};
  for (const auto& [a, b] : batches)
    for (std::int64_t m = 0; m <= 3; ++m)
      for (std::int64_t k = 0; k <= 3; ++k)
        for (std::int64_t n = 0; n <= 3; ++n) {
          expect_product<float>(a, b, m, k, n);
          expect_product<double>(a, b, m, k, n);
          expect_product<std::int8_t>(a, b, m, k, n);
          expect_product<std::uint16_t>(a, b, m, k, n);
          expect_product<std::int64_t>(a, b, m, k, n);
        }
}

// numpy.matmul: a vector is a row on the left and a column on the right, and its axis goes again.
TEST(MatMul, Vectors) {
  EXPECT_EQ(matmul_shape({3}, {3}), Shape{});
  EXPECT_EQ(matmul_shape({2, 3}, {3}), Shape{2});
  EXPECT_EQ(matmul_shape({3}, {3, 4}), Shape{4});
  EXPECT_EQ(matmul_shape({3}, {5, 3, 4}), (Shape{5, 4}));
  EXPECT_EQ(matmul_shape({5, 2, 3}, {3}), (Shape{5, 2}));
  const Tensor row = few_numbers<float>({3}, 1), many = few_numbers<float>({2, 3, 4}, 2);
  EXPECT_EQ(elements_of<float>(product(row, many)),
            elements_of<float>(product(row.reshaped({1, 1, 3}), many)));
  const Tensor turned = many.reshaped({2, 4, 3});
  EXPECT_EQ(elements_of<float>(product(turned, row)),
            elements_of<float>(product(turned, row.reshaped({3, 1}))));
}

template <class T>
Tensor any_bits(Shape shape) {
  Tensor x(std::move(shape), dtype_of<T>());
  for (T& element : x.as<T>())
    element = static_cast<T>(static_cast<std::uint64_t>(std::rand()) * 0x9E3779B97F4A7C15u >> 8);
  return x;
}

template <class T>
void expect_associative() {
  const Tensor a = any_bits<T>({2, 3, 4}), b = any_bits<T>({4, 5}), c = any_bits<T>({2, 5, 2});
  EXPECT_EQ(elements_of<T>(product(product(a, b), c)), elements_of<T>(product(a, product(b, c))));
}

// Integers modulo 2^n are a ring, so whatever overflows, the order of products does not matter.
TEST(MatMul, WrappingIntegersAreAssociative) {
  expect_associative<std::int8_t>();
  expect_associative<std::uint8_t>();
  expect_associative<std::int16_t>();
  expect_associative<std::uint16_t>();
  expect_associative<std::int32_t>();
  expect_associative<std::int64_t>();
}

Matrix turned(std::int64_t columns) { return {0, 1, columns}; }

// (A B)^T = B^T A^T, the transposes as steps.
template <class T>
void expect_turned() {
  const Tensor a = few_numbers<T>({3, 4}, 1), b = few_numbers<T>({4, 2}, 2), y = product(a, b);
  Tensor z({2, 3}, a.dtype());
  matmul({2, 4, 3, {turned(2)}, {turned(4)}}, b, a, z, in_pieces);
  for (std::int64_t r = 0; r < 3; ++r)
    for (std::int64_t c = 0; c < 2; ++c) EXPECT_EQ(z.as<T>()[c * 3 + r], y.as<T>()[r * 2 + c]);
}

TEST(MatMul, TransposedOperands) {
  expect_turned<float>();
  expect_turned<std::int32_t>();
}

TEST(MatMul, WhatDoesNotFitIsRefused) {
  const auto error = [](const Shape& a, const Shape& b) { return error_of([&] { matmul_shape(a, b); }); };
  EXPECT_EQ(error({2, 3}, {2, 3}).code(), ErrorCode::shape_mismatch);
  EXPECT_TRUE(mentions(error({2, 3}, {2, 3}), "[2, 3] times [2, 3] does not fit together"));
  EXPECT_TRUE(mentions(error({}, {2, 3}), "a scalar has no matrix product"));
  EXPECT_TRUE(mentions(error({2, 1, 3}, {3, 3, 1}), "[2] and [3] do not fit together"));
}

}  // namespace
}  // namespace perpixel::array
