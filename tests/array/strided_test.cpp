#include "array/strided.h"

#include <cstdlib>
#include <numeric>

#include "array/arrays.h"

namespace perpixel::array {
namespace {

std::int64_t place(const View& view, const Shape& at) {
  return std::inner_product(at.begin(), at.end(), view.steps.begin(), view.offset);
}

TEST(Strided, DenseSteps) {
  EXPECT_EQ(dense_steps({2, 3, 4}), (Shape{12, 4, 1}));
  EXPECT_EQ(dense_steps({5, 0, 3}), (Shape{0, 3, 1}));
  EXPECT_EQ(dense_steps({}), Shape{});
  for (const Shape& shape : all_shapes(3, {1, 2, 3}))
    for (std::int64_t i = 0; i < element_count(shape); ++i)
      ASSERT_EQ(place({0, dense_steps(shape)}, position_of(i, shape)), i);
}

template <class T>
Tensor transposed(const Tensor& x, const std::vector<std::size_t>& order) {
  const Shape steps = dense_steps(x.shape());
  Shape shape;
  View view;
  for (const std::size_t axis : order) {
    shape.push_back(x.shape()[axis]);
    view.steps.push_back(steps[axis]);
  }
  Tensor y(shape, dtype_of<T>());
  copy(shape, x, view, y, in_pieces);
  return y;
}

template <class T>
void expect_transposed() {
  for (const Shape& shape : all_shapes(4, {0, 1, 3})) {
    const Tensor x = counted<T>(shape);
    std::vector<std::size_t> order(shape.size()), back(shape.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    do {
      const Tensor y = transposed<T>(x, order);
      for (std::int64_t i = 0; i < y.count(); ++i) {
        const Shape at = position_of(i, y.shape());
        Shape from(shape.size());
        for (std::size_t axis = 0; axis < order.size(); ++axis) from[order[axis]] = at[axis];
        ASSERT_EQ(y.as<T>()[i], x.as<T>()[flat_of(from, shape)]) << shape_text(shape);
      }
      for (std::size_t axis = 0; axis < order.size(); ++axis) back[order[axis]] = axis;
      ASSERT_EQ(elements_of<T>(transposed<T>(y, back)), elements_of<T>(x)) << shape_text(shape);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(Strided, EveryTranspositionAndBackAgain) {
  expect_transposed<std::uint8_t>();
  expect_transposed<std::int16_t>();
  expect_transposed<float>();
  expect_transposed<double>();
  expect_transposed<bool>();
}

/// An offset with which all places of a view are at least 0, and how many places it spans.
std::pair<View, std::int64_t> fitted(const Shape& sizes, const Shape& steps) {
  View view{0, steps};
  std::int64_t last = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::int64_t reach = (sizes[i] - 1) * steps[i];
    (reach < 0 ? view.offset : last) += std::abs(reach);
  }
  return {view, view.offset + last + 1};
}

// Backwards, with gaps, one element again and again; the place left alone keeps what it had.
TEST(Strided, EveryViewAgainstEveryOrderOfTheTarget) {
  for (int round = 0; round < 500; ++round) {
    Shape sizes(1 + std::rand() % 4), from_steps, to_steps(sizes.size());
    for (std::int64_t& size : sizes) size = 1 + std::rand() % 4;
    for (std::size_t i = 0; i < sizes.size(); ++i) from_steps.push_back(std::rand() % 9 - 4);
    std::vector<std::size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[std::rand() % i]);
    std::int64_t step = 1 + std::rand() % 2;
    for (const std::size_t axis : order) {
      to_steps[axis] = std::rand() % 2 ? step : -step;
      step *= sizes[axis] + std::rand() % 2;
    }
    const auto [from, from_count] = fitted(sizes, from_steps);
    const auto [to, to_count] = fitted(sizes, to_steps);
    const Tensor x = counted<std::int32_t>({from_count});
    Tensor y({to_count}, DType::i32);
    std::ranges::fill(y.as<std::int32_t>(), -1);
    std::vector<std::int32_t> wanted = elements_of<std::int32_t>(y);
    for (std::int64_t i = 0; i < element_count(sizes); ++i) {
      const Shape at = position_of(i, sizes);
      wanted[place(to, at)] = x.as<std::int32_t>()[place(from, at)];
    }
    copy(sizes, x, from, y, to, in_pieces);
    ASSERT_EQ(elements_of<std::int32_t>(y), wanted)
        << shape_text(sizes) << " by " << shape_text(from_steps) << " to " << shape_text(to_steps);
  }
}

TEST(Strided, NothingIsCopiedOfNothing) {
  const Tensor x = counted<float>({3});
  Tensor y = array_of<float>({2}, {8, 9});
  copy({2, 0}, x, {0, {1, 1}}, y, {0, {1, 1}}, in_pieces);
  EXPECT_EQ(elements_of<float>(y), (std::vector<float>{8, 9}));
}

TEST(Strided, Fill) {
  for (const Shape& shape : all_shapes(2, {0, 1, 3})) {
    Tensor bytes(shape, DType::u8), doubles(shape, DType::f64);
    array::fill(scalar<std::uint8_t>(7), bytes, in_pieces);
    array::fill(scalar(0.5), doubles, in_pieces);
    const auto count = static_cast<std::size_t>(element_count(shape));
    EXPECT_EQ(elements_of<std::uint8_t>(bytes), std::vector<std::uint8_t>(count, 7));
    EXPECT_EQ(elements_of<double>(doubles), std::vector<double>(count, 0.5));
  }
}

}  // namespace
}  // namespace perpixel::array
