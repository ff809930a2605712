#include "array/gather.h"

#include "array/arrays.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

using Ints = std::vector<std::int64_t>;

/// Indices from -size to size - 1, as i64 or i32.
template <class Index>
Tensor any_indices(const Shape& shape, std::int64_t size, int seed) {
  return few_numbers<Index>(shape, seed, -static_cast<int>(size), static_cast<int>(size) - 1);
}

std::int64_t from_beginning(std::int64_t index, std::int64_t size) {
  return index < 0 ? index + size : index;
}

template <class T, class Index>
void expect_gathered(const Shape& shape, std::size_t axis, const Shape& picks) {
  const Tensor x = counted<T>(shape), indices = any_indices<Index>(picks, shape[axis], 1);
  const auto split = static_cast<std::ptrdiff_t>(axis);
  Shape wanted(shape.begin(), shape.begin() + split);
  wanted.insert(wanted.end(), picks.begin(), picks.end());
  wanted.insert(wanted.end(), shape.begin() + split + 1, shape.end());
  Tensor y(wanted, x.dtype());
  gather(x, indices, axis, y, in_pieces);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const Shape at = position_of(i, wanted);
    const auto behind = at.begin() + split + static_cast<std::ptrdiff_t>(picks.size());
    const Index index = indices.as<Index>()[flat_of({at.begin() + split, behind}, picks)];
    Shape from(at.begin(), at.begin() + split);
    from.push_back(from_beginning(index, shape[axis]));
    from.insert(from.end(), behind, at.end());
    ASSERT_EQ(y.as<T>()[i], x.as<T>()[flat_of(from, shape)]) << shape_text(shape) << " axis " << axis;
  }
}

TEST(Gather, EveryAxisAgainstALoop) {
  for (const Shape& shape : all_shapes(3, {1, 2, 3}))
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      for (const Shape& picks : {Shape{}, Shape{0}, Shape{5}, Shape{2, 3}}) {
        expect_gathered<float, std::int64_t>(shape, axis, picks);
        expect_gathered<std::uint8_t, std::int32_t>(shape, axis, picks);
        expect_gathered<std::int16_t, std::int64_t>(shape, axis, picks);
        expect_gathered<double, std::int32_t>(shape, axis, picks);
        expect_gathered<bool, std::int64_t>(shape, axis, picks);
      }
  expect_gathered<float, std::int64_t>({2, 0, 3}, 0, {4});
}

// The second of ONNX's examples of Gather.
TEST(Gather, Example) {
  const Tensor x = array_of<float>({3, 3}, {1.f, 1.2f, 1.9f, 2.3f, 3.4f, 3.9f, 4.5f, 5.7f, 5.9f});
  Tensor y({3, 1, 2}, DType::f32);
  gather(x, array_of<std::int64_t>({1, 2}, {0, 2}), 1, y, at_once);
  EXPECT_EQ(elements_of<float>(y), (std::vector<float>{1.f, 1.9f, 2.3f, 3.9f, 4.5f, 5.9f}));
}

template <class Index>
void expect_gathered_elements(const Shape& shape, std::size_t axis, std::int64_t count, bool shorter) {
  Shape wanted = shape;
  if (shorter)
    for (std::int64_t& size : wanted) size -= size > 1;
  wanted[axis] = count;
  const Tensor x = counted<float>(shape), indices = any_indices<Index>(wanted, shape[axis], 1);
  Tensor y(wanted, x.dtype());
  gather_elements(x, indices, axis, y, in_pieces);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    Shape at = position_of(i, wanted);
    at[axis] = from_beginning(indices.as<Index>()[i], shape[axis]);
    ASSERT_EQ(y.floats()[i], x.floats()[flat_of(at, shape)]) << shape_text(shape) << " axis " << axis;
  }
}

TEST(GatherElements, EveryAxisAgainstALoop) {
  for (const Shape& shape : all_shapes(3, {1, 2, 3}))
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      for (const std::int64_t count : {0, 1, 4})
        for (const bool shorter : {false, true}) {
          expect_gathered_elements<std::int64_t>(shape, axis, count, shorter);
          expect_gathered_elements<std::int32_t>(shape, axis, count, shorter);
        }
}

/// `indices` [batch.., rows, depth] address the axes of x behind the batch; the rest of them is a slice.
void expect_gathered_slices(const Shape& shape, std::size_t batch, std::int64_t rows, std::size_t depth) {
  const auto front = shape.begin() + static_cast<std::ptrdiff_t>(batch);
  Shape index_shape(shape.begin(), front), wanted(shape.begin(), front);
  index_shape.insert(index_shape.end(), {rows, static_cast<std::int64_t>(depth)});
  wanted.push_back(rows);
  wanted.insert(wanted.end(), front + static_cast<std::ptrdiff_t>(depth), shape.end());
  const Tensor x = counted<float>(shape);
  Tensor indices(index_shape, DType::i64), y(wanted, x.dtype());
  for (std::int64_t i = 0; i < indices.count(); ++i) {
    const std::int64_t size = shape[batch + static_cast<std::size_t>(position_of(i, index_shape).back())];
    indices.as<std::int64_t>()[i] = i * 7 % (2 * size) - size;
  }
  gather_nd(x, indices, batch, y, in_pieces);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const Shape at = position_of(i, wanted);
    const auto row = at.begin() + static_cast<std::ptrdiff_t>(batch);
    Shape from(at.begin(), row), index(at.begin(), row + 1);
    index.push_back(0);
    for (std::size_t k = 0; k < depth; ++k) {
      index.back() = static_cast<std::int64_t>(k);
      from.push_back(
          from_beginning(indices.as<std::int64_t>()[flat_of(index, index_shape)], shape[batch + k]));
    }
    from.insert(from.end(), row + 1, at.end());
    ASSERT_EQ(y.floats()[i], x.floats()[flat_of(from, shape)])
        << shape_text(shape) << " batch " << batch << " depth " << depth;
  }
}

TEST(GatherNd, EveryDepthAndBatchAgainstALoop) {
  for (const Shape& shape : all_shapes(4, {1, 2, 3}))
    for (std::size_t batch = 0; batch < shape.size(); ++batch)
      for (std::size_t depth = 0; batch + depth <= shape.size(); ++depth)
        for (const std::int64_t rows : {0, 1, 3}) expect_gathered_slices(shape, batch, rows, depth);
  expect_gathered_slices({0, 3}, 1, 2, 1);
}

// Examples 1, 2 and 5 of ONNX's GatherND.
TEST(GatherNd, Examples) {
  const auto gathered = [](const Tensor& x, const Tensor& indices, std::size_t batch, Shape shape) {
    Tensor y(std::move(shape), x.dtype());
    gather_nd(x, indices, batch, y, at_once);
    return elements_of<std::int32_t>(y);
  };
  const Tensor four = counted<std::int32_t>({2, 2}), eight = counted<std::int32_t>({2, 2, 2});
  EXPECT_EQ(gathered(four, array_of<std::int64_t>({2, 2}, {0, 0, 1, 1}), 0, {2}),
            (std::vector<std::int32_t>{0, 3}));
  EXPECT_EQ(gathered(four, array_of<std::int64_t>({2, 1}, {1, 0}), 0, {2, 2}),
            (std::vector<std::int32_t>{2, 3, 0, 1}));
  EXPECT_EQ(gathered(eight, array_of<std::int64_t>({2, 1}, {1, 0}), 1, {2, 2}),
            (std::vector<std::int32_t>{2, 3, 4, 5}));
}

TEST(Gather, OutsideOfTheAxis) {
  const Tensor x = counted<float>({2, 3});
  Tensor y({2, 1}), slice({1, 3}), one({1});
  for (const std::int64_t index : {-4, 3, 1 << 30}) {
    const Tensor indices = array_of<std::int64_t>({1}, {index});
    const std::string text = "index " + std::to_string(index) + " lies outside an axis of 3";
    const Error error = error_of([&] { gather(x, indices, 1, y, at_once); });
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_TRUE(mentions(error, text));
    EXPECT_TRUE(
        mentions(error_of([&] { gather_elements(x, indices.reshaped({1, 1}), 1, one, at_once); }), text));
    EXPECT_TRUE(mentions(
        error_of([&] { gather_nd(x, array_of<std::int64_t>({1, 2}, {0, index}), 0, one, at_once); }), text));
  }
  EXPECT_TRUE(mentions(error_of([&] { gather(Tensor({0, 3}), scalar(std::int64_t{0}), 0, slice, at_once); }),
                       "index 0 lies outside an axis of 0"));
  EXPECT_TRUE(mentions(error_of([&] { gather(x, scalar(1.f), 0, slice, at_once); }),
                       "integers were wanted, got f32"));
}

}  // namespace
}  // namespace perpixel::array
