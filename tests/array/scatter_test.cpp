// The writing half of array/gather.
#include <cmath>
#include <limits>

#include "array/arrays.h"
#include "array/gather.h"
#include "runtime/error_of.h"

namespace perpixel::array {
namespace {

constexpr Scatter kMeeting[] = {Scatter::replace, Scatter::add, Scatter::multiply, Scatter::maximum,
                                Scatter::minimum};

template <class T>
T met(Scatter kind, T old, T update) {
  switch (kind) {
    case Scatter::add:
      return static_cast<T>(old + update);
    case Scatter::multiply:
      return static_cast<T>(old * update);
    case Scatter::maximum:
      return std::max(old, update);
    case Scatter::minimum:
      return std::min(old, update);
    default:
      return update;
  }
}

/// One place after the other, many of them more than once.
template <class T>
void expect_scattered(const Shape& shape, std::size_t axis, std::int64_t count) {
  Shape written = shape;
  written[axis] = count;
  const int size = static_cast<int>(shape[axis]);
  const Tensor x = few_numbers<T>(shape, 1, 0, 3), updates = few_numbers<T>(written, 2, 0, 3),
               indices = few_numbers<std::int64_t>(written, 3, -size, size - 1);
  for (const Scatter kind : kMeeting) {
    std::vector<T> wanted = elements_of<T>(x);
    for (std::int64_t i = 0; i < updates.count(); ++i) {
      Shape at = position_of(i, written);
      const std::int64_t index = indices.as<std::int64_t>()[i];
      at[axis] = index < 0 ? index + size : index;
      T& element = wanted[flat_of(at, shape)];
      element = met(kind, element, updates.as<T>()[i]);
    }
    Tensor y(shape, x.dtype()), in_place = x.clone();
    scatter_elements(x, indices, updates, axis, kind, y, in_pieces);
    scatter_elements(in_place, indices, updates, axis, kind, in_place, in_pieces);
    ASSERT_EQ(elements_of<T>(y), wanted) << shape_text(shape) << " axis " << axis;
    ASSERT_EQ(elements_of<T>(in_place), wanted) << shape_text(shape) << " axis " << axis;
  }
}

TEST(ScatterElements, EveryAxisAgainstALoop) {
  for (const Shape& shape : all_shapes(3, {1, 2, 3}))
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      for (const std::int64_t count : {0, 1, 4}) {
        expect_scattered<float>(shape, axis, count);
        expect_scattered<std::uint8_t>(shape, axis, count);
        expect_scattered<std::int16_t>(shape, axis, count);
        expect_scattered<std::int64_t>(shape, axis, count);
      }
}

// ONNX's example of ScatterElements along axis 1.
TEST(ScatterElements, Example) {
  Tensor y({1, 5});
  scatter_elements(array_of<float>({1, 5}, {1, 2, 3, 4, 5}), array_of<std::int64_t>({1, 2}, {1, 3}),
                   array_of<float>({1, 2}, {1.1f, 2.1f}), 1, Scatter::replace, y, at_once);
  EXPECT_EQ(elements_of<float>(y), (std::vector<float>{1, 1.1f, 3, 2.1f, 5}));
}

// Distinct places: what was written is read again.
TEST(ScatterElements, GatherReadsWhatScatterWrote) {
  const Tensor indices = array_of<std::int32_t>({2, 3}, {3, 0, -2, 1, 2, -1}),
               updates = array_of<bool>({2, 3}, {true, false, true, true, false, false});
  Tensor y({2, 4}, DType::boolean), again({2, 3}, DType::boolean);
  scatter_elements(Tensor::zeros({2, 4}, DType::boolean), indices, updates, 1, Scatter::replace, y, at_once);
  gather_elements(y, indices, 1, again, at_once);
  EXPECT_EQ(elements_of<bool>(again), elements_of<bool>(updates));
}

// Both examples of ONNX's ScatterND, the second one cut down.
TEST(ScatterNd, Examples) {
  Tensor row({8}), slices({3, 2});
  scatter_nd(array_of<float>({8}, {1, 2, 3, 4, 5, 6, 7, 8}), array_of<std::int64_t>({4, 1}, {4, 3, 1, 7}),
             array_of<float>({4}, {9, 10, 11, 12}), Scatter::replace, row, at_once);
  EXPECT_EQ(elements_of<float>(row), (std::vector<float>{1, 11, 3, 10, 9, 6, 7, 12}));
  scatter_nd(counted<float>({3, 2}), array_of<std::int64_t>({2, 1}, {0, -1}),
             array_of<float>({2, 2}, {5, 6, 7, 8}), Scatter::replace, slices, at_once);
  EXPECT_EQ(elements_of<float>(slices), (std::vector<float>{5, 6, 2, 3, 7, 8}));
}

// A slice of every depth, twice to one place: in order.
TEST(ScatterNd, EveryDepthAgainstALoop) {
  for (const Shape& shape : all_shapes(3, {2, 3}))
    for (std::size_t depth = 0; depth <= shape.size(); ++depth)
      for (const Scatter kind : kMeeting) {
        const Shape slice(shape.begin() + static_cast<std::ptrdiff_t>(depth), shape.end());
        Shape written{3};
        written.insert(written.end(), slice.begin(), slice.end());
        const Tensor x = few_numbers<std::int32_t>(shape, 1), updates = few_numbers<std::int32_t>(written, 2),
                     indices = few_numbers<std::int64_t>({3, static_cast<std::int64_t>(depth)}, 3, -2, 1);
        std::vector<std::int32_t> wanted = elements_of<std::int32_t>(x);
        for (std::int64_t i = 0; i < updates.count(); ++i) {
          const Shape at = position_of(i, written);
          Shape to;
          for (std::size_t k = 0; k < depth; ++k) {
            const std::int64_t index = indices.as<std::int64_t>()[at[0] * static_cast<std::int64_t>(depth) +
                                                                  static_cast<std::int64_t>(k)];
            to.push_back(index < 0 ? index + shape[k] : index);
          }
          to.insert(to.end(), at.begin() + 1, at.end());
          std::int32_t& element = wanted[flat_of(to, shape)];
          element = met(kind, element, updates.as<std::int32_t>()[i]);
        }
        Tensor y(shape, x.dtype());
        scatter_nd(x, indices, updates, kind, y, at_once);
        ASSERT_EQ(elements_of<std::int32_t>(y), wanted) << shape_text(shape) << " depth " << depth;
      }
}

TEST(ScatterNd, NothingToWriteLeavesACopy) {
  const Tensor x = counted<float>({2, 3});
  Tensor y(x.shape());
  scatter_nd(x, Tensor({0, 1}, DType::i64), Tensor({0, 3}), Scatter::add, y, at_once);
  EXPECT_EQ(elements_of<float>(y), elements_of<float>(x));
}

TEST(Scatter, AnIndexOutsideIsFoundBeforeAnythingIsWritten) {
  const Tensor x = counted<float>({3}), updates = array_of<float>({2}, {7, 8});
  Tensor y = array_of<float>({3}, {-1, -1, -1});
  const std::vector<float> before = elements_of<float>(y);
  for (const std::int64_t index : {-4, 3}) {
    const Tensor indices = array_of<std::int64_t>({2}, {0, index});
    const std::string text = "index " + std::to_string(index) + " lies outside an axis of 3";
    const Error error =
        error_of([&] { scatter_elements(x, indices, updates, 0, Scatter::replace, y, at_once); });
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_TRUE(mentions(error, text));
    EXPECT_TRUE(mentions(
        error_of([&] { scatter_nd(x, indices.reshaped({2, 1}), updates, Scatter::add, y, at_once); }), text));
    EXPECT_EQ(elements_of<float>(y), before);
  }
}

template <class T>
T met_alone(Scatter kind, T old, T update) {
  Tensor y({1}, dtype_of<T>());
  scatter_nd(array_of<T>({1}, {old}), array_of<std::int64_t>({1, 1}, {0}), array_of<T>({1}, {update}), kind,
             y, at_once);
  return y.as<T>()[0];
}

TEST(Scatter, IntegersWrap) {
  EXPECT_EQ(met_alone(Scatter::multiply, std::uint16_t{65535}, std::uint16_t{65535}), 1);
  EXPECT_EQ(met_alone(Scatter::add, std::int8_t{100}, std::int8_t{100}), -56);
  EXPECT_EQ(met_alone(Scatter::add, INT32_MAX, std::int32_t{1}), INT32_MIN);
  EXPECT_EQ(met_alone(Scatter::multiply, INT64_MAX, std::int64_t{2}), -2);
}

TEST(Scatter, NanStaysInMaximumAndMinimum) {
  for (const Scatter kind : {Scatter::maximum, Scatter::minimum}) {
    EXPECT_TRUE(std::isnan(met_alone(kind, NAN, 1.f)));
    EXPECT_TRUE(std::isnan(met_alone(kind, 1.f, NAN)));
  }
}

TEST(Scatter, BooleansAreReplacedButNotAdded) {
  const Tensor x = counted<bool>({2}), indices = array_of<std::int64_t>({1}, {0}),
               update = counted<bool>({1});
  Tensor y({2}, DType::boolean);
  const Error error = error_of([&] { scatter_elements(x, indices, update, 0, Scatter::add, y, at_once); });
  EXPECT_EQ(error.code(), ErrorCode::graph_invalid);
  EXPECT_TRUE(mentions(error, "no arithmetic on bool"));
}

}  // namespace
}  // namespace perpixel::array
