#include "npy/npy_array.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

TEST(NpyElement, CodesOfNumpy) {
  EXPECT_EQ(npy_element("<f4", "a").type, DType::f32);
  EXPECT_EQ(npy_element("|b1", "a").type, DType::boolean);
  EXPECT_EQ(npy_element("f8", "a").type, DType::f64);
  EXPECT_EQ(npy_element("|V2", "a").type, DType::bf16);
  EXPECT_TRUE(npy_element(">i2", "a").swapped);
  EXPECT_FALSE(npy_element("=i2", "a").swapped);
  for (const char* unknown : {"|O", "<c8", "<U7", "<u4", "<f16", "", "<", "<M8[ns]"})
    EXPECT_THROW(npy_element(unknown, "a"), Error) << unknown;
}

// Property: every type that NumPy has comes back.
TEST(NpyElement, WritersAndReadersAgree) {
  for (const DType type : {DType::f32, DType::f64, DType::f16, DType::i8, DType::u8, DType::i16, DType::u16,
                           DType::i32, DType::i64, DType::boolean})
    EXPECT_EQ(npy_element(npy_descr(type), "a").type, type);
  EXPECT_THROW(npy_descr(DType::bf16), Error);
}

// By hand: 0x0102 and 0x0304, most significant byte first.
TEST(NpyArray, BigEndian) {
  const std::vector<std::uint8_t> bytes{1, 2, 3, 4};
  const Tensor array = npy_array({2}, npy_element(">i2", "a"), false, {bytes, nullptr}, "a");
  EXPECT_EQ(array.as<std::int16_t>()[0], 0x0102);
  EXPECT_EQ(array.as<std::int16_t>()[1], 0x0304);
}

TEST(NpyArray, FortranOrder) {
  const std::vector<std::uint8_t> bytes{0, 1, 2, 3, 4, 5};
  const Tensor array = npy_array({2, 3}, npy_element("|u1", "a"), true, {bytes, nullptr}, "a");
  const auto values = array.as<std::uint8_t>();
  EXPECT_EQ(std::vector<int>(values.begin(), values.end()), (std::vector<int>{0, 2, 4, 1, 3, 5}));
}

TEST(NpyArray, BytesMustFitExactly) {
  const std::vector<std::uint8_t> bytes(7);
  for (const Shape& shape : {Shape{1}, Shape{2}, Shape{std::int64_t{1} << 62, 4}})
    EXPECT_THROW(npy_array(shape, npy_element("<f4", "a"), false, {bytes, nullptr}, "a"), Error);
  const std::int64_t large = std::int64_t{1} << 40;
  EXPECT_EQ(npy_array({0, large, large}, npy_element("<f4", "a"), true, {}, "a").count(), 0);
}

}  // namespace
}  // namespace perpixel
