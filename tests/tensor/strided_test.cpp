#include "tensor/strided.h"

#include <gtest/gtest.h>

#include <numeric>

#include "error/error.h"

namespace perpixel {
namespace {

SharedBytes counted(std::size_t count) {
  auto values = std::make_shared<std::vector<std::uint8_t>>(count);
  std::iota(values->begin(), values->end(), std::uint8_t{0});
  return {*values, values};
}

std::vector<int> values_of(const Tensor& tensor) {
  const auto values = tensor.as<std::uint8_t>();
  return {values.begin(), values.end()};
}

// By hand: a [2, 3] array stored column after column.
TEST(Strided, ColumnMajor) {
  const Shape shape{2, 3};
  EXPECT_EQ(column_major_strides(shape), (Strides{1, 2}));
  EXPECT_EQ(row_major_strides(shape), (Strides{3, 1}));
  EXPECT_EQ(values_of(tensor_from_strides(shape, {1, 2}, DType::u8, counted(6))),
            (std::vector<int>{0, 2, 4, 1, 3, 5}));
}

TEST(Strided, RowMajorIsShared) {
  const SharedBytes bytes = counted(6);
  EXPECT_EQ(tensor_from_strides({2, 3}, {3, 1}, DType::u8, bytes).data(), bytes.bytes.data());
  EXPECT_TRUE(is_row_major({2, 1, 3}, {3, 77, 1}));
  EXPECT_FALSE(is_row_major({2, 3}, {4, 1}));
}

// By hand: every second element, and one element repeated.
TEST(Strided, GapsAndRepetitions) {
  EXPECT_EQ(values_of(tensor_from_strides({2, 2}, {4, 2}, DType::u8, counted(7))),
            (std::vector<int>{0, 2, 4, 6}));
  EXPECT_EQ(values_of(tensor_from_strides({3}, {0}, DType::u8, counted(1))), (std::vector<int>{0, 0, 0}));
}

// Property: channels-last and back.
TEST(Strided, ChannelsLast) {
  const Tensor tensor = tensor_from_strides({1, 2, 2, 3}, {12, 1, 6, 2}, DType::u8, counted(12));
  EXPECT_EQ(values_of(tensor), (std::vector<int>{0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11}));
}

TEST(Strided, ReachIsChecked) {
  EXPECT_EQ(spanned_bytes({2, 2}, {4, 2}, DType::f32), 28u);
  EXPECT_EQ(spanned_bytes({0, 2}, {4, 2}, DType::f32), 0u);
  EXPECT_FALSE(spanned_bytes({2}, {-1}, DType::f32));
  EXPECT_FALSE(spanned_bytes({2}, {1, 1}, DType::f32));
  EXPECT_FALSE(spanned_bytes({1 << 20, 3}, {std::int64_t{1} << 50, 1}, DType::f32));
  EXPECT_THROW(tensor_from_strides({2, 2}, {4, 2}, DType::u8, counted(6)), Error);
}

}  // namespace
}  // namespace perpixel
