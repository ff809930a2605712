// Small arrays for the tests of kernels, and the loop that kernels must stand.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

template <class T>
Tensor array_of(Shape shape, const std::vector<T>& elements) {
  Tensor array(std::move(shape), dtype_of<T>());
  EXPECT_EQ(array.count(), static_cast<std::int64_t>(elements.size()));
  std::ranges::copy(elements, array.as<T>().begin());
  return array;
}

template <class T>
Tensor scalar(T value) {
  return array_of<T>({}, {value});
}

template <class T>
std::vector<T> elements_of(const Tensor& array) {
  return {array.as<T>().begin(), array.as<T>().end()};
}

/// Elements 0, 1, 2, ... in the order of the axes.
template <class T>
Tensor counted(Shape shape) {
  Tensor array(std::move(shape), dtype_of<T>());
  for (std::int64_t i = 0; i < array.count(); ++i) array.as<T>()[i] = static_cast<T>(i);
  return array;
}

/// Small whole numbers, many of them equal; the same ones for one `seed`.
template <class T>
Tensor few_numbers(Shape shape, int seed, int least = -3, int most = 3) {
  Tensor array(std::move(shape), dtype_of<T>());
  unsigned state = static_cast<unsigned>(seed) * 2654435761u + 1;
  for (T& element : array.as<T>()) {
    state = state * 1664525u + 1013904223u;
    element =
        static_cast<T>(least + static_cast<int>((state >> 16) % static_cast<unsigned>(most - least + 1)));
  }
  return array;
}

/// Position by axis of the element at `flat`, and back.
inline Shape position_of(std::int64_t flat, const Shape& shape) {
  Shape position(shape.size());
  for (std::size_t i = shape.size(); i-- > 0; flat /= shape[i]) position[i] = flat % shape[i];
  return position;
}

inline std::int64_t flat_of(const Shape& position, const Shape& shape) {
  std::int64_t flat = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) flat = flat * shape[i] + position[i];
  return flat;
}

/// Every shape of at most `rank` axes whose sizes are among `sizes`.
inline std::vector<Shape> all_shapes(int rank, const std::vector<std::int64_t>& sizes) {
  std::vector<Shape> shapes{{}};
  std::size_t begin = 0;
  for (int axis = 0; axis < rank; ++axis) {
    for (const std::size_t end = shapes.size(); begin < end; ++begin)
      for (const std::int64_t size : sizes) {
        Shape longer = shapes[begin];
        longer.push_back(size);
        shapes.push_back(longer);
      }
  }
  return shapes;
}

/// Two items at a time, the last ones first.
inline void in_pieces(std::int64_t count, std::int64_t,
                      const std::function<void(std::int64_t begin, std::int64_t end)>& work) {
  for (std::int64_t end = count; end > 0; end -= 2) work(std::max<std::int64_t>(0, end - 2), end);
}

}  // namespace perpixel::array
